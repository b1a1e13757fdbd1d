/** Leftovers of crashes: partial uploads, interrupted removals, and thumbnails of removed captures. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { THUMBNAIL_SIZES } from '@eyepiece/shared-types';
import { CaptureEntity } from '../../src/persistence/entities/capture.ts';
import { reportFinding, type Check } from './check.ts';
import { names } from '../../src/library/captures/files/day-folders.ts';

const SIZES = Object.keys(THUMBNAIL_SIZES).join('|');
const THUMBNAIL = new RegExp(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?:${SIZES})(?:-linear)?\\.webp$`);

export async function checkTemporaries(check: Check): Promise<void> {
  for (const folder of ['captures/.incoming', 'thumbnails/.incoming']) {
    for (const name of await names(join(check.dataDir, folder))) {
      const path = `${folder}/${name}`;
      await reportFinding(check, { kind: 'temporary', path, message: 'partially written' }, () => remove(check, path));
    }
  }
}

export async function checkRemovals(check: Check): Promise<void> {
  for (const id of await names(join(check.dataDir, 'captures', '.removing'))) {
    const path = `captures/.removing/${id}`;
    await reportFinding(check, { kind: 'removal_unfinished', path, message: 'a removal was interrupted' }, async () => {
      const gone = await (await check.repairs()).removal.settle();
      return gone.length === 0 ? 'completed, or undone for restored captures' : 'completed';
    });
  }
}

export async function checkThumbnails(check: Check): Promise<void> {
  for (const folder of await names(join(check.dataDir, 'thumbnails'))) {
    if (folder.startsWith('.')) continue;
    const files = (await names(join(check.dataDir, 'thumbnails', folder))).map((name) => ({ name, id: THUMBNAIL.exec(name)?.[1] }));
    const where = { id: { $in: [...new Set(files.flatMap(({ id }) => id ?? []))] } };
    const rows = await check.database.use((em) => em.find(CaptureEntity, where, { fields: ['id'] }));
    const known = new Set(rows.map(({ id }) => id));
    for (const { name, id } of files) {
      if (id !== undefined && (known.has(id) || check.adoptable.has(id))) continue;
      const path = `thumbnails/${folder}/${name}`;
      await reportFinding(check, { kind: 'thumbnail_orphaned', path, message: 'its capture does not exist' }, () => remove(check, path));
    }
  }
}

async function remove({ dataDir }: Check, path: string): Promise<string> {
  await rm(join(dataDir, path), { recursive: true, force: true });
  return 'removed';
}
