/** Leftovers of crashes: partial uploads, interrupted removals, and thumbnails of removed captures. */
import { THUMBNAIL_SIZES } from '@eyepiece/shared-types';
import { CaptureEntity } from '../../src/persistence/entities/library/capture.ts';
import { reportFinding, type Check } from './check.ts';

const SIZES = Object.keys(THUMBNAIL_SIZES).join('|');
const THUMBNAIL = new RegExp(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?:${SIZES})(?:-linear)?\\.webp$`);

export async function checkTemporaries(check: Check): Promise<void> {
  for (const { path, remove } of await check.files.leftovers()) {
    await reportFinding(check, { kind: 'temporary', path, message: 'partially written' }, async () => {
      await remove();
      return 'removed';
    });
  }
}

export async function checkRemovals(check: Check): Promise<void> {
  for (const id of (await check.files.removals.ids()).sort()) {
    const path = `captures/.removing/${id}`;
    await reportFinding(check, { kind: 'removal_unfinished', path, message: 'a removal was interrupted' }, async () => {
      const gone = await (await check.repairs()).removal.settle();
      return gone.length === 0 ? 'completed, or undone for restored captures' : 'completed';
    });
  }
}

export async function checkThumbnails(check: Check): Promise<void> {
  for (const folder of await check.files.names('thumbnails')) {
    if (folder.startsWith('.')) continue;
    const names = await check.files.names(`thumbnails/${folder}`);
    const thumbnails = names.map((name) => ({ name, id: THUMBNAIL.exec(name)?.[1] }));
    const where = { id: { $in: [...new Set(thumbnails.flatMap(({ id }) => id ?? []))] } };
    const rows = await check.database.use((em) => em.find(CaptureEntity, where, { fields: ['id'] }));
    const known = new Set(rows.map(({ id }) => id));
    for (const { name, id } of thumbnails) {
      if (id !== undefined && (known.has(id) || check.adoptable.has(id))) continue;
      const path = `thumbnails/${folder}/${name}`;
      await reportFinding(check, { kind: 'thumbnail_orphaned', path, message: 'its capture does not exist' }, async () => {
        await check.files.removeFile(path);
        return 'removed';
      });
    }
  }
}
