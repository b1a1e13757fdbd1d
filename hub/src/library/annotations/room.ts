/** Limits of annotations per target: number, bytes, and how many removed ones are kept. */
import { ANNOTATIONS_MAX, type AnnotationShape, type AnnotationTarget } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../../people/caller.ts';
import { HubError, limitReached } from '../../errors.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import { AnnotationEntity, AnnotationRevisionEntity } from '../../persistence/entities/library/annotation.ts';
import { whereTarget } from './presenter.ts';

/** Smaller shapes are limited only by their number. Only freehand drawings are larger. */
const SMALL_SHAPE_BYTES = 1024;
/** Resolution of stored coordinates. */
const STEPS_PER_PIXEL = 100;

/**
 * Checks the number of annotations. Guests may use only a part of the limit, so that users can always draw.
 * @throws {HubError} limit_reached
 */
export async function assertRoom(
  em: SqlEntityManager,
  target: AnnotationTarget,
  { userId, guest }: Caller,
  limits: WritingLimits,
): Promise<void> {
  const [column, id] = target.kind === 'camera' ? ['camera_id', target.cameraId] : ['capture_id', target.captureId];
  const [counted] = await em.execute<{ all: number; own: number; guests: number }[]>(
    `select count(*)::int "all", count(*) filter (where author_id = ?)::int own,
       count(*) filter (where not exists (select 1 from users where users.id = author_id))::int guests
     from annotations where ${column} = ? and deleted_at is null`,
    [userId, id],
  );
  const { all, own, guests } = counted ?? { all: 0, own: 0, guests: 0 };
  const mine = guest ? limits.annotationsPerGuest : limits.annotationsPerUser;
  if (all >= ANNOTATIONS_MAX) throw full(ANNOTATIONS_MAX, '');
  if (own >= mine) throw full(mine, ' of yours');
  if (guest && guests >= limits.guestAnnotations) throw full(limits.guestAnnotations, ' of guests');
}

const full = (most: number, whose: string): Error =>
  limitReached(`There are ${String(most)} annotations${whose} here, which is the limit: remove some`);

interface Drawing {
  readonly target: AnnotationTarget;
  readonly id: string;
  readonly shape: AnnotationShape;
}

/**
 * Checks the total bytes of shapes on the target. Guests may use only a part of this limit as well.
 * @throws {HubError} limit_reached
 */
export async function assertBytes(
  em: SqlEntityManager,
  { target, id, shape }: Drawing,
  { userId, guest }: Caller,
  { drawnBytes }: WritingLimits,
): Promise<void> {
  const bytes = bytesOf(shape);
  if (bytes <= SMALL_SHAPE_BYTES) return;
  const [column, value] = target.kind === 'camera' ? ['camera_id', target.cameraId] : ['capture_id', target.captureId];
  // PostgreSQL prints JSON with spaces, so its lengths are slightly above those of `bytesOf`.
  const [counted] = await em.execute<{ all: number; own: number; guests: number }[]>(
    `select coalesce(sum(bytes), 0)::int "all", coalesce(sum(bytes) filter (where author_id = ?), 0)::int own,
       coalesce(sum(bytes) filter (where not exists (select 1 from users where users.id = author_id)), 0)::int guests
     from (select author_id, length(shape::text) bytes from annotations where ${column} = ? and deleted_at is null and id <> ?) drawn`,
    [userId, value, id],
  );
  const { all, own, guests } = counted ?? { all: 0, own: 0, guests: 0 };
  const mine = guest ? drawnBytes.perGuest : drawnBytes.perUser;
  if (all + bytes > drawnBytes.all) throw tooLarge(bytes, drawnBytes.all, '');
  if (own + bytes > mine) throw tooLarge(bytes, mine, ' of yours');
  if (guest && guests + bytes > drawnBytes.guests) throw tooLarge(bytes, drawnBytes.guests, ' of guests');
}

function tooLarge(bytes: number, most: number, whose: string): Error {
  const message = `${String(bytes)} bytes more are above the limit of ${String(most)} bytes for the drawings${whose} here: remove some`;
  return new HubError('limit_reached', message, { issues: [{ path: 'shape', message, value: bytes, max: most, unit: 'bytes' }] });
}

/** Deletes the annotations that were removed longest ago, with their history. */
export async function deleteOldestRemoved(
  em: SqlEntityManager,
  target: AnnotationTarget,
  authorId: string,
  limits: WritingLimits,
): Promise<void> {
  const { removedAnnotationsPerAuthor, removedAnnotations } = limits;
  const orderBy = { deletedAt: 'desc', id: 'asc' } as const;
  const removed = { ...whereTarget(target), deletedAt: { $ne: null } };
  const beyond = async (where: object, offset: number): Promise<string[]> =>
    (await em.find(AnnotationEntity, { ...removed, ...where }, { orderBy, offset, limit: removedAnnotations, fields: ['id'] })).map(
      ({ id }) => id,
    );
  const ids = [...(await beyond({ authorId }, removedAnnotationsPerAuthor)), ...(await beyond({}, removedAnnotations))];
  if (ids.length === 0) return;
  await em.nativeDelete(AnnotationRevisionEntity, { annotationId: { $in: ids } });
  await em.nativeDelete(AnnotationEntity, { id: { $in: ids } });
}

/** Rounds coordinates to a hundredth of a pixel, which bounds the bytes per point. */
export function rounded(shape: AnnotationShape): AnnotationShape {
  return JSON.parse(JSON.stringify(shape), (_key, value: unknown) =>
    typeof value === 'number' ? Math.round(value * STEPS_PER_PIXEL) / STEPS_PER_PIXEL : value,
  ) as AnnotationShape;
}

/** Approximate stored size. */
export const bytesOf = (shape: AnnotationShape): number => Buffer.byteLength(JSON.stringify(shape));
