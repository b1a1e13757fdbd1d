/** Compares rows with files. */
import { dirname } from 'node:path';
import { captureKey } from '../../src/library/store/paths.ts';
import { CaptureEntity, type CaptureRow } from '../../src/persistence/entities/library/capture.ts';
import { reportFinding, type Check } from './check.ts';

const ROWS_AT_ONCE = 500;

type Row = Pick<CaptureRow, 'id' | 'path' | 'deletedAt'>;

/** @returns the number of rows */
export async function checkRows(check: Check): Promise<number> {
  let count = 0;
  for (let last: string | undefined; ;) {
    const where = last === undefined ? {} : { id: { $gt: last } };
    const options = { orderBy: { id: 'asc' }, limit: ROWS_AT_ONCE, fields: ['id', 'path', 'deletedAt'] } as const;
    const rows: readonly Row[] = await check.database.use((em) => em.find(CaptureEntity, where, options));
    await Promise.all(rows.map((row) => checkRow(check, row)));
    count += rows.length;
    last = rows.at(-1)?.id;
    if (rows.length < ROWS_AT_ONCE) return count;
  }
}

async function checkRow(check: Check, { id, path, deletedAt }: Row): Promise<void> {
  if (await isThere(check, path)) return;
  const where = { path: `captures/${path}` };
  if (deletedAt === null) {
    const message = `the file of capture ${id} is missing; restore it from a backup, or move the capture to the trash`;
    return reportFinding(check, { ...where, kind: 'row_without_file', message });
  }
  const message = `the file of capture ${id}, which is in the trash, is missing`;
  await reportFinding(check, { ...where, kind: 'trashed_without_file', message }, async () => {
    await (await check.repairs()).removal.remove({ ids: [id] });
    return `removed, with the rest of ${dirname(path)}`;
  });
}

async function isThere({ files }: Check, path: string): Promise<boolean> {
  try {
    return (await files.sizeOf(captureKey(path))) !== undefined;
  } catch (error) {
    // A path that points outside the folder counts as missing.
    if (error instanceof Error && !('code' in error)) return false;
    throw error;
  }
}
