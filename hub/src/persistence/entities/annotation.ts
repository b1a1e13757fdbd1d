import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AnnotationShape } from '@eyepiece/shared-types';

/** A shape that somebody drew on a live view or on a capture, as it is now. */
export const AnnotationEntity = defineEntity({
  name: 'Annotation',
  tableName: 'annotations',
  properties: {
    id: p.uuid().primary(),
    /** One of the two. */
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
  checks: [{ name: 'annotations_one_target', expression: '(camera_id is null) <> (capture_id is null)' }],
  indexes: [
    {
      name: 'annotations_of_camera',
      expression: 'create index annotations_of_camera on annotations (camera_id, created_at) where camera_id is not null',
    },
    {
      name: 'annotations_of_capture',
      expression: 'create index annotations_of_capture on annotations (capture_id, created_at) where capture_id is not null',
    },
  ],
});
export type AnnotationRow = InferEntity<typeof AnnotationEntity>;

/** States that an annotation has had, the present one too: the first and the newest. A drag of one person is few of them. */
export const AnnotationRevisionEntity = defineEntity({
  name: 'AnnotationRevision',
  tableName: 'annotation_revisions',
  properties: {
    annotationId: p.uuid().primary(),
    revision: p.integer().primary(),
    shape: p.json<AnnotationShape>(),
    at: p.datetime(3),
    byId: p.uuid(),
    byName: p.text(),
    deleted: p.boolean(),
  },
});
export type AnnotationRevisionRow = InferEntity<typeof AnnotationRevisionEntity>;
