/** How much may be drawn on one target, and how much of what was removed is kept. */
import { ANNOTATIONS_MAX, type AnnotationShape, type AnnotationTarget } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../caller.ts';
import { HubError, limitReached } from '../errors.ts';
import type { WritingLimits } from '../limits.ts';
import { AnnotationEntity, AnnotationRevisionEntity } from '../persistence/entities/annotation.ts';
import { whereTarget } from './presenter.ts';

/** Shapes up to this size are bounded by their number alone: only freehand drawings are larger. */
const SMALL_SHAPE_BYTES = 1024;
/** Fractions of a pixel that are kept. */
const STEPS_PER_PIXEL = 100;

/**
 * Room for one more drawing of this author. Guests may take a part only: others can always draw.
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
 * Room for the bytes of this shape, beside all others on the target. Guests may take a part only here too.
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
  // The database writes a shape with spaces: a little more than is counted here.
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

/** Forgets what was removed longest ago, with its history. */
export async function forgetRemoved(
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

/** Coordinates to a hundredth of a pixel: what is kept of a shape is bounded by its points. */
export function rounded(shape: AnnotationShape): AnnotationShape {
  return JSON.parse(JSON.stringify(shape), (_key, value: unknown) =>
    typeof value === 'number' ? Math.round(value * STEPS_PER_PIXEL) / STEPS_PER_PIXEL : value,
  ) as AnnotationShape;
}

/** As it is kept, about. */
export const bytesOf = (shape: AnnotationShape): number => Buffer.byteLength(JSON.stringify(shape));
