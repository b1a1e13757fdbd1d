import { p, type InferEntity } from '@mikro-orm/core';
import type { AnnotationShape } from '@eyepiece/shared-types';
import { index, table } from '../table.ts';

/** The current state of a shape drawn on a live view or a capture. */
export const AnnotationEntity = table(
  'Annotation',
  'annotations',
  {
    id: p.uuid().primary(),
    /** Exactly one of `cameraId` and `captureId` is set. */
    cameraId: p.text().nullable(),
    captureId: p.uuid().nullable(),
    shape: p.json<AnnotationShape>(),
    authorId: p.uuid(),
    authorName: p.text(),
    createdAt: p.datetime(3),
    updatedById: p.uuid(),
    updatedByName: p.text(),
    updatedAt: p.datetime(3),
    revision: p.integer(),
    deletedAt: p.datetime(3).nullable(),
  },
  {
    checks: [{ name: 'annotations_one_target', expression: '(camera_id is null) <> (capture_id is null)' }],
    indexes: [
      index('annotations_of_camera', 'on annotations (camera_id, created_at) where camera_id is not null'),
      index('annotations_of_capture', 'on annotations (capture_id, created_at) where capture_id is not null'),
    ],
  },
);
export type AnnotationRow = InferEntity<typeof AnnotationEntity>;

/** Stored states of annotations, including the current one: the first and the newest. Changes within a drag are merged. */
export const AnnotationRevisionEntity = table('AnnotationRevision', 'annotation_revisions', {
  annotationId: p.uuid().primary(),
  revision: p.integer().primary(),
  shape: p.json<AnnotationShape>(),
  at: p.datetime(3),
  byId: p.uuid(),
  byName: p.text(),
  deleted: p.boolean(),
});
export type AnnotationRevisionRow = InferEntity<typeof AnnotationRevisionEntity>;
