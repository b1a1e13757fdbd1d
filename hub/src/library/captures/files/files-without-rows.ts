/** A quick check at every start for leftovers of a crash. It reads no files, and its cost does not grow with the library. */
import type { Logger } from 'pino';
import { HubError } from '../../../errors.ts';
import { CaptureEntity } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import type { FileStore } from '../../store/file-store.ts';
import { cameraFolders, dayFolder } from './day-folders.ts';

const DAYS = 2;
const FOLDERS_PER_DAY = 2000;

/**
 * Ids of recent captures that have files but no rows, because the hub crashed between the two. Nothing is repaired: the
 * camera services upload them again, which adds the rows. `fsck` adopts those that are never uploaded again.
 */
export async function recentWithoutRows(database: Database, files: FileStore): Promise<string[]> {
  const missing: string[] = [];
  for (const camera of await cameraFolders(files)) {
    for (const day of await newestDays(files, camera)) {
      const ids = (await dayFolder(files, day)).captures.slice(0, FOLDERS_PER_DAY).map(({ id }) => id);
      const rows = await database.use((em) => em.find(CaptureEntity, { id: { $in: ids } }, { fields: ['id'] }));
      const known = new Set(rows.map(({ id }) => id));
      missing.push(...ids.filter((id) => !known.has(id)));
    }
  }
  return missing;
}

/** Logs files without rows. Runs in the background and never fails the start. */
export async function logFilesWithoutRows(database: Database, files: FileStore, logger: Logger): Promise<void> {
  try {
    const ids = await recentWithoutRows(database, files);
    if (ids.length > 0)
      logger.warn(
        { captureIds: ids.slice(0, 20), count: ids.length },
        'files without rows: waiting for the camera services to upload them again',
      );
  } catch (error) {
    if (error instanceof HubError && error.code === 'shutting_down') return;
    logger.warn({ err: error }, 'the check for files without rows failed');
  }
}

async function newestDays(files: FileStore, camera: string): Promise<string[]> {
  const days: string[] = [];
  for (const year of (await files.names(`captures/${camera}`)).reverse()) {
    for (const month of (await files.names(`captures/${camera}/${year}`)).reverse()) {
      for (const day of (await files.names(`captures/${camera}/${year}/${month}`)).reverse()) {
        days.push([camera, year, month, day].join('/'));
        if (days.length === DAYS) return days;
      }
    }
  }
  return days;
}
