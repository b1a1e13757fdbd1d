import type { AnnotationRevision, AnnotationTarget } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import {
  AnnotationEntity,
  AnnotationRevisionEntity,
  type AnnotationRevisionRow,
  type AnnotationRow,
} from '../../persistence/entities/library/annotation.ts';
import type { Signature } from './rights.ts';

/**
 * Locks the target until the end of the transaction. A row that does not exist yet cannot be locked, and two concurrent
 * inserts could otherwise exceed the limit together.
 */
export async function lockTarget(em: SqlEntityManager, target: AnnotationTarget): Promise<void> {
  const name = target.kind === 'camera' ? `annotations of camera ${target.cameraId}` : `annotations of capture ${target.captureId}`;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}

export function lockRow(em: SqlEntityManager, id: string): Promise<AnnotationRow | null> {
  return em.findOne(AnnotationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

type HistoryLimits = Pick<WritingLimits, 'annotationRevisions' | 'annotationCoalesceMs'>;

/** Records the row's state: as a new revision, or in place of the same person's last one when that is recent. */
export async function keepRevision(em: SqlEntityManager, row: AnnotationRow, by: Signature, limits: HistoryLimits): Promise<void> {
  const { id: annotationId, revision, shape, updatedAt: at, deletedAt } = row;
  if (deletedAt === null && revision > 2 && (await replaceLast(em, row, by, limits.annotationCoalesceMs))) return;
  const state = { annotationId, revision, shape, at, byId: by.id, byName: by.name, deleted: deletedAt !== null };
  await em.insert(AnnotationRevisionEntity, state);
  if (revision > limits.annotationRevisions) await dropOldest(em, annotationId, limits.annotationRevisions);
}

/** Never replaces the first revision. A replaced revision keeps its time, so a long drag leaves one every few seconds. */
async function replaceLast(
  em: SqlEntityManager,
  { id: annotationId, revision, shape, updatedAt }: AnnotationRow,
  by: Signature,
  withinMs: number,
): Promise<boolean> {
  const last = {
    annotationId,
    revision: revision - 1,
    byId: by.id,
    deleted: false,
    at: { $gt: new Date(updatedAt.getTime() - withinMs) },
  };
  return (await em.nativeUpdate(AnnotationRevisionEntity, last, { revision, shape })) > 0;
}

/** Deletes revisions except the first and the newest `kept - 1`. */
async function dropOldest(em: SqlEntityManager, annotationId: string, kept: number): Promise<void> {
  const where = { annotationId, revision: { $gt: 1 } };
  const beyond = await em.find(AnnotationRevisionEntity, where, { orderBy: { revision: 'desc' }, offset: kept - 1, fields: ['revision'] });
  if (beyond.length === 0) return;
  await em.nativeDelete(AnnotationRevisionEntity, { annotationId, revision: { $in: beyond.map(({ revision }) => revision) } });
}

/** The recorded revision that matches the row before it is changed. */
export async function newestRevision(em: SqlEntityManager, { id, revision }: AnnotationRow): Promise<AnnotationRevision> {
  return toRevision(await em.findOneOrFail(AnnotationRevisionEntity, { annotationId: id, revision }));
}

/** At most `limit` revisions after `after`, oldest first. */
export async function historyOf(em: SqlEntityManager, annotationId: string, after: number, limit: number): Promise<AnnotationRevision[]> {
  const where = { annotationId, revision: { $gt: after } };
  const rows = await em.find(AnnotationRevisionEntity, where, { orderBy: { revision: 'asc' }, limit });
  return rows.map(toRevision);
}

/** Deletes the annotations of captures that are being purged. */
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
