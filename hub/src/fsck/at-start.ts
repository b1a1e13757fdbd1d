/** A small look at what a crash may have left, at each start: it reads no file, and does not grow with the library. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { HubError } from '../errors.ts';
import { CaptureEntity } from '../persistence/entities/capture.ts';
import type { Database } from '../persistence/orm.ts';
import { dayFolder, names } from './walk.ts';

const DAYS = 2;
const FOLDERS_PER_DAY = 2000;

/**
 * Ids of captures of the last days whose files are there without rows: the hub died between the two. Nothing is done
 * about them: their camera services send them again, and the row is made then. What is not sent again, `fsck` adopts.
 */
export async function recentWithoutRows(database: Database, dataDir: string): Promise<string[]> {
  const root = join(dataDir, 'captures');
  const missing: string[] = [];
  for (const camera of await names(root)) {
    if (camera.startsWith('.')) continue;
    for (const day of await newestDays(root, camera)) {
      const ids = (await dayFolder(root, day)).captures.slice(0, FOLDERS_PER_DAY).map(({ id }) => id);
      const rows = await database.use((em) => em.find(CaptureEntity, { id: { $in: ids } }, { fields: ['id'] }));
      const known = new Set(rows.map(({ id }) => id));
      missing.push(...ids.filter((id) => !known.has(id)));
    }
  }
  return missing;
}

/** Logs them; the start does not wait for it, and does not fail by it. */
export async function lookForRowless(database: Database, dataDir: string, logger: Logger): Promise<void> {
  try {
    const ids = await recentWithoutRows(database, dataDir);
    if (ids.length > 0) logger.warn({ captureIds: ids.slice(0, 20), count: ids.length }, 'files without rows: they are expected again');
  } catch (error) {
    if (error instanceof HubError && error.code === 'shutting_down') return;
    logger.warn({ err: error }, 'the look at the newest files could not end');
  }
}

async function newestDays(root: string, camera: string): Promise<string[]> {
  const days: string[] = [];
  for (const year of (await names(join(root, camera))).reverse()) {
    for (const month of (await names(join(root, camera, year))).reverse()) {
      for (const day of (await names(join(root, camera, year, month))).reverse()) {
        days.push([camera, year, month, day].join('/'));
        if (days.length === DAYS) return days;
      }
    }
  }
  return days;
}
