/** Shapes that people draw on the live view and on captures, and where they point. */
import { z } from 'zod';
import { cameraIdSchema, personSchema, uuidSchema } from './primitives.ts';

export const ANNOTATION_TEXT_MAX = 500;
export const FREEHAND_POINTS_MAX = 2000;
/** Per camera and per capture. */
export const ANNOTATIONS_MAX = 500;
/** Pointer updates that a person may send, per second; more are left out. */
export const POINTER_MAX_HZ = 20;

/** Sensor pixels on a live view (so that a shape stays where it is when the ROI changes), pixels of the master on a capture. */
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
    revision: z.int().min(1).meta({ description: 'Raised by every change' }),
    deletedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Annotation' });
export type Annotation = z.infer<typeof annotationSchema>;

/** One state of an annotation that was: its first, or one of the newest. */
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

/**
 * Draws, or changes what is there; the last one to write wins. `revision` is the one that was changed: when it is not
 * the newest any more, the reply and the event say whose work was replaced.
 */
export const annotationPutSchema = z.strictObject({
  id: uuidSchema.meta({ description: 'Chosen by the client: the same one again changes it' }),
  target: annotationTargetSchema,
  shape: annotationShapeSchema,
  revision: z.int().min(1).optional(),
});
export type AnnotationPut = z.infer<typeof annotationPutSchema>;
export const annotationRemoveSchema = z.strictObject({ id: uuidSchema, revision: z.int().min(1).optional() });
export const annotationListQuerySchema = z.strictObject({ cameraId: cameraIdSchema.optional(), captureId: uuidSchema.optional() });

/** `annotation:changed`: how it is now, whether drawn, changed, removed or brought back. */
export interface AnnotationChange {
  readonly annotation: Annotation;
  /** Somebody else's newer work that this change went over: kept in the history. */
  readonly replaced?: AnnotationRevision;
}

/** Where somebody points, sensor pixels; null: nowhere any more. Never stored. */
export const pointerEventSchema = z.strictObject({ cameraId: cameraIdSchema, at: pointSchema.nullable() });
export type PointerEvent = z.infer<typeof pointerEventSchema>;
export interface Pointer extends PointerEvent {
  readonly userId: string;
  readonly name: string;
}
