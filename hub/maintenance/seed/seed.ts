/** Fills a library with synthetic captures: rows, masters, sidecars. */
import { copyFile, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileStore } from '../../src/library/store/file-store.ts';
import { relativePath, sidecarPath } from '../../src/library/captures/files/layout.ts';
import { captureKey } from '../../src/library/store/paths.ts';
import { toRow, toSidecar } from '../../src/library/captures/presenter.ts';
import { CaptureSessionEntity } from '../../src/persistence/entities/sessions/capture-session.ts';
import { CaptureEntity, type CaptureRow } from '../../src/persistence/entities/library/capture.ts';
import type { Database } from '../../src/persistence/orm/orm.ts';
import { makePictures, type Picture } from './pictures.ts';
import { SEED_DRIVER, generateSeries, type SyntheticCapture, type SyntheticSeries } from './synthetic-library.ts';

export interface SeedOptions {
  readonly database: Database;
  readonly files: FileStore;
  /** For the pictures that captures share. On the disk of the files, so that they can be linked. */
  readonly dataDir: string;
  readonly captures: number;
  readonly onProgress?: (done: number) => void;
}

/** Whether the library has captures from a real camera. */
export async function hasRealCaptures(database: Database): Promise<boolean> {
  const sql = `select exists (select from captures where metadata->'camera'->>'driver' <> '${SEED_DRIVER}') as real`;
  const [found] = await database.use((em) => em.execute<{ real: boolean }[]>(sql));
  return found?.real ?? false;
}

export async function seedLibrary({ database, files, dataDir, captures, onProgress }: SeedOptions): Promise<void> {
  const originals = join(dataDir, '.seed');
  const pictures = await makePictures(originals);
  let done = 0;
  for (const batch of batches(generateSeries(captures, pictures))) {
    const made = batch.flatMap((one) => one.captures);
    const rows = made.map(rowOf);
    await Promise.all([insert(database, batch, rows), writeFiles(files, made, rows)]);
    done += rows.length;
    onProgress?.(done);
  }
  await rm(originals, { recursive: true });
  for (const table of ['captures', 'capture_words', 'capture_sessions']) await database.use((em) => em.execute(`vacuum analyze ${table}`));
}

const ROWS_AT_ONCE = 1000;

function* batches(all: Iterable<SyntheticSeries>): Generator<SyntheticSeries[]> {
  let batch: SyntheticSeries[] = [];
  let size = 0;
  for (const one of all) {
    batch.push(one);
    size += one.captures.length;
    if (size < ROWS_AT_ONCE) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function rowOf({ metadata, rating, trashed }: SyntheticCapture): CaptureRow {
  const row = toRow(metadata, relativePath(metadata));
  return { ...row, rating, createdAt: row.capturedAt, deletedAt: trashed ? new Date(row.capturedAt.getTime() + 60_000) : null };
}

/** Inserts sessions first: the search index of captures includes their session's title. */
async function insert(database: Database, batch: readonly SyntheticSeries[], rows: readonly CaptureRow[]): Promise<void> {
  const sessions = batch.flatMap(({ session }) => session ?? []);
  await database.transaction(async (em) => {
    if (sessions.length > 0) await em.insertMany(CaptureSessionEntity, sessions);
    await em.insertMany(CaptureEntity, [...rows]);
  });
}

const FILES_AT_ONCE = 64;

async function writeFiles(files: FileStore, made: readonly SyntheticCapture[], rows: readonly CaptureRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += FILES_AT_ONCE) {
    const some = rows.slice(at, at + FILES_AT_ONCE);
    await Promise.all(some.map((row, index) => writeCapture(files, row, made[at + index]?.picture)));
  }
}

/** Hard-links the master to the shared picture, or copies it where links are not supported. Not synced. */
async function writeCapture(files: FileStore, row: CaptureRow, picture: Picture | undefined): Promise<void> {
  if (!picture) throw new Error(`capture ${row.id} has no picture`);
  const key = captureKey(row.path);
  const sidecar = `${JSON.stringify(toSidecar(row), null, 2)}\n`;
  const path = files.localPath(key);
  if (path === undefined) {
    await files.write(sidecarPath(key), sidecar);
    await files.copyIn(picture.path, key);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await link(picture.path, path).catch(() => copyFile(picture.path, path));
  await writeFile(sidecarPath(path), sidecar);
}
