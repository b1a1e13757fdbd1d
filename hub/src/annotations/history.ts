import type { AnnotationRevision, AnnotationTarget } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { AnnotationEntity, AnnotationRevisionEntity, type AnnotationRevisionRow, type AnnotationRow } from '../persistence/annotation.ts';
import type { Signature } from './rights.ts';

/**
 * One writer at a time on a target, to the end of the transaction: a row that is not there yet cannot be locked, and
 * two that are drawn at once must not both be the last that fits.
 */
export async function lockTarget(em: SqlEntityManager, target: AnnotationTarget): Promise<void> {
  const name = target.kind === 'camera' ? `annotations of camera ${target.cameraId}` : `annotations of capture ${target.captureId}`;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}

export function lockRow(em: SqlEntityManager, id: string): Promise<AnnotationRow | null> {
  return em.findOne(AnnotationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Appends the state that the row has now. */
export async function keepRevision(em: SqlEntityManager, row: AnnotationRow, by: Signature): Promise<void> {
  const { id, revision, shape, updatedAt, deletedAt } = row;
  const state = { annotationId: id, revision, shape, at: updatedAt, byId: by.id, byName: by.name, deleted: deletedAt !== null };
  await em.insert(AnnotationRevisionEntity, state);
}

/** The state that a row has before it is changed. */
export async function newestRevision(em: SqlEntityManager, { id, revision }: AnnotationRow): Promise<AnnotationRevision> {
  return toRevision(await em.findOneOrFail(AnnotationRevisionEntity, { annotationId: id, revision }));
}

/** Oldest first. */
export async function historyOf(em: SqlEntityManager, annotationId: string): Promise<AnnotationRevision[]> {
  const rows = await em.find(AnnotationRevisionEntity, { annotationId }, { orderBy: { revision: 'asc' } });
  return rows.map(toRevision);
}

/** Captures that go for good take along what was drawn on them. */
export async function deleteAnnotationsOf(em: SqlEntityManager, captureIds: readonly string[]): Promise<void> {
  const drawn = await em.find(AnnotationEntity, { captureId: { $in: [...captureIds] } }, { fields: ['id'] });
  const ids = drawn.map(({ id }) => id);
  if (ids.length === 0) return;
  await em.nativeDelete(AnnotationRevisionEntity, { annotationId: { $in: ids } });
  await em.nativeDelete(AnnotationEntity, { id: { $in: ids } });
}

function toRevision({ revision, shape, at, byId, byName, deleted }: AnnotationRevisionRow): AnnotationRevision {
  return { revision, shape, at: at.toISOString(), by: { id: byId, name: byName }, deleted };
}
