import type { Annotation, AnnotationPut, AnnotationTarget } from '@eyepiece/shared-types';
import type { Caller } from '../../people/caller.ts';
import type { AnnotationRow } from '../../persistence/entities/library/annotation.ts';
import { signature } from './rights.ts';

export function newRow({ id, target, shape }: Omit<AnnotationPut, 'revision'>, author: Caller): AnnotationRow {
  const at = new Date();
  const person = signature(author);
  return {
    id,
    cameraId: target.kind === 'camera' ? target.cameraId : null,
    captureId: target.kind === 'capture' ? target.captureId : null,
    shape,
    authorId: person.id,
    authorName: person.name,
    createdAt: at,
    updatedById: person.id,
    updatedByName: person.name,
    updatedAt: at,
    revision: 1,
    deletedAt: null,
  };
}

export function targetOf({ cameraId, captureId }: AnnotationRow): AnnotationTarget {
  if (typeof cameraId === 'string') return { kind: 'camera', cameraId };
  if (typeof captureId === 'string') return { kind: 'capture', captureId };
  throw new Error('an annotation has no target'); // a check constraint of the table rules this out
}

export function whereTarget(target: AnnotationTarget): { cameraId: string } | { captureId: string } {
  return target.kind === 'camera' ? { cameraId: target.cameraId } : { captureId: target.captureId };
}

export function toAnnotation(row: AnnotationRow): Annotation {
  return {
    id: row.id,
    target: targetOf(row),
    shape: row.shape,
    author: { id: row.authorId, name: row.authorName },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: { id: row.updatedById, name: row.updatedByName },
    revision: row.revision,
    deletedAt: row.deletedAt?.toISOString() ?? null,
  };
}
