/** Shapes drawn on the live view and on captures, and pointers. */
import { z } from 'zod';
import { cameraIdSchema, idOf, personSchema, uuidSchema } from '../primitives.ts';

export const ANNOTATION_TEXT_MAX = 500;
export const FREEHAND_POINTS_MAX = 2000;
/** Per camera and per capture. */
export const ANNOTATIONS_MAX = 500;
/** Pointer updates of one user per second; further ones are dropped. */
export const POINTER_MAX_HZ = 20;

/** Sensor pixels on a live view, so that a shape stays in place when the ROI changes; pixels of the master on a capture. */
const coordinateSchema = z.number().min(-65_536).max(131_072).meta({ description: 'px' });
export const pointSchema = z.object({ x: coordinateSchema, y: coordinateSchema }).meta({ id: 'Point', description: 'A point' });
export type Point = z.infer<typeof pointSchema>;
const textSchema = z.string().trim().max(ANNOTATION_TEXT_MAX).meta({ description: 'Text beside the shape' });
const lengthSchema = z.number().min(0).max(131_072).meta({ description: 'px' });
const kindOf = <Kind extends string>(kind: Kind) => z.literal(kind).meta({ description: 'What it is' });
const boxFields = { x: coordinateSchema, y: coordinateSchema, width: lengthSchema, height: lengthSchema, text: textSchema.optional() };

export const annotationShapeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: kindOf('arrow'), from: pointSchema, to: pointSchema, text: textSchema.optional() }),
    z.strictObject({ kind: kindOf('measure'), from: pointSchema, to: pointSchema, text: textSchema.optional() }),
    z.strictObject({ kind: kindOf('rectangle'), ...boxFields }),
    z.strictObject({ kind: kindOf('ellipse'), ...boxFields }),
    z.strictObject({
      kind: kindOf('freehand'),
      points: z.array(pointSchema).min(2).max(FREEHAND_POINTS_MAX).meta({ description: 'The line' }),
      text: textSchema.optional(),
    }),
    z.strictObject({ kind: kindOf('text'), at: pointSchema, text: textSchema.min(1) }),
  ])
  .meta({ id: 'AnnotationShape' });
export type AnnotationShape = z.infer<typeof annotationShapeSchema>;
export const ANNOTATION_KINDS = ['arrow', 'measure', 'rectangle', 'ellipse', 'freehand', 'text'] as const;

export const annotationTargetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: kindOf('camera'), cameraId: cameraIdSchema }),
    z.strictObject({ kind: kindOf('capture'), captureId: uuidSchema.meta({ description: 'Id of the capture' }) }),
  ])
  .meta({ id: 'AnnotationTarget' });
export type AnnotationTarget = z.infer<typeof annotationTargetSchema>;

export const annotationSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id of the annotation' }),
    target: annotationTargetSchema.meta({ description: 'What it is drawn on' }),
    shape: annotationShapeSchema.meta({ description: 'What is drawn' }),
    author: personSchema.meta({ description: 'Who drew it' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was drawn' }),
    updatedAt: z.iso.datetime().meta({ description: 'Last change' }),
    updatedBy: personSchema.meta({ description: 'Who changed it last' }),
    revision: z.int().min(1).meta({ description: 'Increased by every change' }),
    deletedAt: z.iso.datetime().nullable().meta({ description: 'When it was removed; null: it was not' }),
  })
  .meta({ id: 'Annotation' });
export type Annotation = z.infer<typeof annotationSchema>;
export const annotationListSchema = z.object({
  annotations: z.array(annotationSchema).meta({ description: 'Those that are not removed' }),
});

/** An earlier version of an annotation: the first, or one of the newest. */
export const annotationRevisionSchema = z
  .object({
    revision: z.int().min(1).meta({ description: 'Number of the version' }),
    shape: annotationShapeSchema.meta({ description: 'What was drawn' }),
    at: z.iso.datetime().meta({ description: 'When this version came' }),
    by: personSchema.meta({ description: 'Whose version it is' }),
    deleted: z.boolean().meta({ description: 'Whether it was removed by this version' }),
  })
  .meta({ id: 'AnnotationRevision' });
export type AnnotationRevision = z.infer<typeof annotationRevisionSchema>;
export const annotationHistorySchema = z.object({ revisions: z.array(annotationRevisionSchema).meta({ description: 'Oldest first' }) });

const basedOnSchema = z.int().min(1).meta({ description: 'Revision that the change is based on; absent: unknown' });

/**
 * Creates or changes an annotation; the last write wins. `revision` is the revision on which the change is based. If a
 * newer one exists, reply and event contain the version that was replaced.
 */
export const annotationPutSchema = z.strictObject({
  id: uuidSchema.meta({ description: 'Created by the client; the same id again changes the annotation' }),
  target: annotationTargetSchema.meta({ id: undefined, description: 'What to draw on' }),
  shape: annotationShapeSchema.meta({ id: undefined, description: 'What to draw' }),
  revision: basedOnSchema.optional(),
});
export type AnnotationPut = z.infer<typeof annotationPutSchema>;
export const annotationRemoveSchema = z.strictObject({ id: idOf('annotation'), revision: basedOnSchema.optional() });
export const annotationListQuerySchema = z.strictObject({
  cameraId: cameraIdSchema.optional(),
  captureId: uuidSchema.optional().meta({ description: 'Id of the capture' }),
});

/** `annotation:changed`: the new state of an annotation that was created, changed, removed or restored. */
export interface AnnotationChange {
  readonly annotation: Annotation;
  /** Another user's newer version that this change replaced. The history keeps it. */
  readonly replaced?: AnnotationRevision;
}

/** Position of a pointer in sensor pixels; null when it has left. Never stored. */
export const pointerEventSchema = z.strictObject({
  cameraId: cameraIdSchema,
  at: pointSchema.nullable().meta({ description: 'Position, px of the sensor; null: it has left' }),
});
export type PointerEvent = z.infer<typeof pointerEventSchema>;
export interface Pointer extends PointerEvent {
  readonly userId: string;
  readonly name: string;
}
