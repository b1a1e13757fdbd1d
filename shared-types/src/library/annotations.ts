/** Shapes drawn on the live view and on captures, and pointers. */
import { z } from 'zod';
import { cameraIdSchema, personSchema, uuidSchema } from '../primitives.ts';

export const ANNOTATION_TEXT_MAX = 500;
export const FREEHAND_POINTS_MAX = 2000;
/** Per camera and per capture. */
export const ANNOTATIONS_MAX = 500;
/** Pointer updates of one user per second; further ones are dropped. */
export const POINTER_MAX_HZ = 20;

/** Sensor pixels on a live view, so that a shape stays in place when the ROI changes; pixels of the master on a capture. */
const coordinateSchema = z.number().min(-65_536).max(131_072);
export const pointSchema = z.object({ x: coordinateSchema, y: coordinateSchema });
export type Point = z.infer<typeof pointSchema>;
const textSchema = z.string().trim().max(ANNOTATION_TEXT_MAX);
const lengthSchema = z.number().min(0).max(131_072);
const boxFields = { x: coordinateSchema, y: coordinateSchema, width: lengthSchema, height: lengthSchema, text: textSchema.optional() };

export const annotationShapeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('arrow'), from: pointSchema, to: pointSchema, text: textSchema.optional() }),
    z.strictObject({ kind: z.literal('measure'), from: pointSchema, to: pointSchema, text: textSchema.optional() }),
    z.strictObject({ kind: z.literal('rectangle'), ...boxFields }),
    z.strictObject({ kind: z.literal('ellipse'), ...boxFields }),
    z.strictObject({
      kind: z.literal('freehand'),
      points: z.array(pointSchema).min(2).max(FREEHAND_POINTS_MAX),
      text: textSchema.optional(),
    }),
    z.strictObject({ kind: z.literal('text'), at: pointSchema, text: textSchema.min(1) }),
  ])
  .meta({ id: 'AnnotationShape' });
export type AnnotationShape = z.infer<typeof annotationShapeSchema>;
export const ANNOTATION_KINDS = ['arrow', 'measure', 'rectangle', 'ellipse', 'freehand', 'text'] as const;

export const annotationTargetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('camera'), cameraId: cameraIdSchema }),
    z.strictObject({ kind: z.literal('capture'), captureId: uuidSchema }),
  ])
  .meta({ id: 'AnnotationTarget' });
export type AnnotationTarget = z.infer<typeof annotationTargetSchema>;

export const annotationSchema = z
  .object({
    id: uuidSchema,
    target: annotationTargetSchema,
    shape: annotationShapeSchema,
    author: personSchema,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    updatedBy: personSchema,
    revision: z.int().min(1).meta({ description: 'Increased by every change' }),
    deletedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Annotation' });
export type Annotation = z.infer<typeof annotationSchema>;
export const annotationListSchema = z.object({ annotations: z.array(annotationSchema) });

/** An earlier version of an annotation: the first, or one of the newest. */
export const annotationRevisionSchema = z
  .object({
    revision: z.int().min(1),
    shape: annotationShapeSchema,
    at: z.iso.datetime(),
    by: personSchema,
    deleted: z.boolean(),
  })
  .meta({ id: 'AnnotationRevision' });
export type AnnotationRevision = z.infer<typeof annotationRevisionSchema>;
export const annotationHistorySchema = z.object({ revisions: z.array(annotationRevisionSchema) });

/**
 * Creates or changes an annotation; the last write wins. `revision` is the revision on which the change is based. If a
 * newer one exists, reply and event contain the version that was replaced.
 */
export const annotationPutSchema = z.strictObject({
  id: uuidSchema.meta({ description: 'Created by the client; the same id again changes the annotation' }),
  target: annotationTargetSchema,
  shape: annotationShapeSchema,
  revision: z.int().min(1).optional(),
});
export type AnnotationPut = z.infer<typeof annotationPutSchema>;
export const annotationRemoveSchema = z.strictObject({ id: uuidSchema, revision: z.int().min(1).optional() });
export const annotationListQuerySchema = z.strictObject({ cameraId: cameraIdSchema.optional(), captureId: uuidSchema.optional() });

/** `annotation:changed`: the new state of an annotation that was created, changed, removed or restored. */
export interface AnnotationChange {
  readonly annotation: Annotation;
  /** Another user's newer version that this change replaced. The history keeps it. */
  readonly replaced?: AnnotationRevision;
}

/** Position of a pointer in sensor pixels; null when it has left. Never stored. */
export const pointerEventSchema = z.strictObject({ cameraId: cameraIdSchema, at: pointSchema.nullable() });
export type PointerEvent = z.infer<typeof pointerEventSchema>;
export interface Pointer extends PointerEvent {
  readonly userId: string;
  readonly name: string;
}
