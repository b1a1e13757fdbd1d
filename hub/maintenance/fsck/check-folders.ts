/** Compares files with rows: unknown folders, damaged masters, and sidecars. */
import { basename, dirname } from 'node:path/posix';
import { isDeepStrictEqual } from 'node:util';
import { previewPath, sidecarPath } from '../../src/library/captures/files/layout.ts';
import { captureKey } from '../../src/library/store/paths.ts';
import { nameOf, toSidecar } from '../../src/library/captures/presenter.ts';
import { CaptureNames } from '../../src/library/captures/intake/capture-names.ts';
import { forgetRemoved, removedRecord } from '../../src/library/captures/intake/removed-captures.ts';
import { CaptureEntity, type CaptureRow } from '../../src/persistence/entities/library/capture.ts';
import { readSidecar, rowOfFiles, sha256Of } from './adopt.ts';
import { reportFinding, moveToLostAndFound, type Check } from './check.ts';
import { dayFolders } from '../../src/library/captures/files/day-folders.ts';

const ROWS_AT_ONCE = 500;
const FOLDERS_AT_ONCE = 16;

interface CaptureFolder {
  readonly id: string;
  /** Relative to the captures folder. */
  readonly path: string;
}

/** @returns the number of folders */
export async function checkFolders(check: Check): Promise<number> {
  let count = 0;
  for await (const { captures, others } of dayFolders(check.files)) {
    for (const other of others) {
      await reportFinding(check, { kind: 'unknown_file', path: `captures/${other}`, message: 'not created by the hub' });
    }
    for (let at = 0; at < captures.length; at += ROWS_AT_ONCE) await checkBatch(check, captures.slice(at, at + ROWS_AT_ONCE));
    count += captures.length;
  }
  return count;
}

async function checkBatch(check: Check, folders: readonly CaptureFolder[]): Promise<void> {
  const where = { id: { $in: folders.map(({ id }) => id) } };
  const rows = await check.database.use((em) => em.find(CaptureEntity, where));
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (let at = 0; at < folders.length; at += FOLDERS_AT_ONCE) {
    await Promise.all(folders.slice(at, at + FOLDERS_AT_ONCE).map((folder) => checkFolder(check, folder, byId.get(folder.id))));
  }
}

async function checkFolder(check: Check, folder: CaptureFolder, row: CaptureRow | undefined): Promise<void> {
  const files = await check.files.names(`captures/${folder.path}`);
  if (row !== undefined && dirname(row.path) === folder.path) await checkKnown(check, row, files);
  else await checkStray(check, folder, row, files);
}

async function checkKnown(check: Check, row: CaptureRow, files: readonly string[]): Promise<void> {
  const filename = basename(row.path);
  // `checkRows` reports missing masters.
  if (!files.includes(filename)) return;
  const expected = [filename, sidecarPath(filename), previewPath(filename)];
  for (const other of files.filter((file) => !expected.includes(file))) {
    const path = `captures/${dirname(row.path)}/${other}`;
    await reportFinding(check, { kind: 'unknown_file', path, message: 'not created by the hub' });
  }
  await checkMaster(check, row);
  await checkSidecar(check, row, files.includes(sidecarPath(filename)));
}

async function checkMaster(check: Check, row: CaptureRow): Promise<void> {
  const path = captureKey(row.path);
  const where = { path };
  const sizeBytes = (await check.files.sizeOf(path)) ?? 0;
  if (sizeBytes !== row.sizeBytes) {
    const message = `it has ${String(sizeBytes)} bytes, its row says ${String(row.sizeBytes)}; restore it from a backup`;
    return reportFinding(check, { ...where, kind: 'wrong_size', message });
  }
  if (!check.digests) return;
  const sha256 = await sha256Of(check.files, path);
  if (sha256 === row.sha256) return;
  const message = `its SHA-256 is ${sha256}, its row says ${row.sha256}; restore it from a backup`;
  await reportFinding(check, { ...where, kind: 'wrong_digest', message });
}

async function checkSidecar(check: Check, row: CaptureRow, isThere: boolean): Promise<void> {
  const wanted: unknown = JSON.parse(JSON.stringify(toSidecar(row)));
  const sidecar = isThere ? await readSidecar(check.files, captureKey(row.path)) : undefined;
  if (isDeepStrictEqual(sidecar, wanted)) return;
  const finding = isThere
    ? ({ kind: 'sidecar_stale', message: 'it differs from its row' } as const)
    : ({ kind: 'sidecar_missing', message: 'its master has no sidecar' } as const);
  await reportFinding(check, { ...finding, path: `captures/${sidecarPath(row.path)}` }, async () => {
    await (await check.repairs()).store.writeSidecar(row.path, toSidecar(row));
    await check.database.use((em) => em.nativeUpdate(CaptureEntity, { id: row.id, edits: row.edits }, { sidecarEdits: row.edits }));
    return 'written from the row';
  });
}

async function checkStray(check: Check, folder: CaptureFolder, row: CaptureRow | undefined, files: readonly string[]): Promise<void> {
  const path = `captures/${folder.path}`;
  const masters = files.filter((file) => !file.endsWith('.json') && !file.endsWith('.preview.jpg'));
  const [filename] = masters;
  if (filename === undefined) {
    return reportFinding(check, { kind: 'remnant', path, message: 'no row and no master' }, async () => {
      await check.files.removeFolder(path);
      return 'removed';
    });
  }
  if (row !== undefined) {
    const message = `capture ${folder.id} has another file, ${row.path}; this upload was refused`;
    return reportFinding(check, { kind: 'second_file', path, message }, () => moveToLostAndFound(check, path));
  }
  const adoptable = masters.length === 1 ? await rowOfFiles(check.files, folder.path, filename) : 'it holds several files';
  const kind = 'file_without_row';
  const removed = await removedRecord(check.database, folder.id);
  const none = removed === null ? 'no row' : `no row: it was removed at ${removed.removedAt.toISOString()}`;
  if (typeof adoptable === 'string')
    await reportFinding(check, { kind, path, message: `${none}, and ${adoptable}` }, () => moveToLostAndFound(check, path));
  else {
    check.adoptable.add(folder.id);
    await reportFinding(check, { kind, path, message: none }, async () => {
      await forgetRemoved(check.database, folder.id);
      const inserted = await new CaptureNames(check.database).insert(adoptable);
      if (inserted.kind !== 'inserted') return 'left as it is: a row was added meanwhile';
      if (!inserted.renamed) return 'adopted, row created from its sidecar';
      await (await check.repairs()).store.writeSidecar(inserted.row.path, toSidecar(inserted.row));
      return `adopted as ${nameOf(inserted.row)}, because another capture has its name`;
    });
  }
}
