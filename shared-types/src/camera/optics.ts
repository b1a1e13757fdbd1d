/** Objectives and the scale of a picture. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema } from '../primitives.ts';

const opticsFields = {
  magnification: z.number().positive().max(1000).optional(),
  numericalAperture: z.number().positive().max(2).optional(),
  immersion: z.enum(['air', 'water', 'oil', 'glycerol', 'other']).optional(),
  umPerPixel: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .meta({ description: 'Size of one sensor pixel in the specimen, µm, without binning; absent until calibrated' }),
};

/** Sent with a capture, so that the camera service can write the scale into the file. */
export const calibrationSchema = z.object({ objective: z.string().min(1).max(80), ...opticsFields }).meta({ id: 'Calibration' });
export type Calibration = z.infer<typeof calibrationSchema>;

const objectiveNameSchema = nameSchema(80);
export const createObjectiveSchema = z.strictObject({ name: objectiveNameSchema, ...opticsFields });
export type CreateObjective = z.infer<typeof createObjectiveSchema>;
/** null removes a value: an objective can become uncalibrated again. */
export const updateObjectiveSchema = z
  .strictObject({
    name: objectiveNameSchema,
    magnification: opticsFields.magnification.unwrap().nullable(),
    numericalAperture: opticsFields.numericalAperture.unwrap().nullable(),
    immersion: opticsFields.immersion.unwrap().nullable(),
    umPerPixel: opticsFields.umPerPixel.unwrap().nullable(),
  })
  .partial();
export type UpdateObjective = z.infer<typeof updateObjectiveSchema>;

/** An objective of one camera, stored in the hub. */
export const objectiveSchema = z
  .object({
    id: z.uuid(),
    cameraId: cameraIdSchema,
    name: z.string(),
    ...opticsFields,
    calibratedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Objective' });
export type Objective = z.infer<typeof objectiveSchema>;
export const objectiveListSchema = z.object({ objectives: z.array(objectiveSchema) });
export const chooseObjectiveSchema = z.strictObject({ objectiveId: z.uuid().nullable() });
