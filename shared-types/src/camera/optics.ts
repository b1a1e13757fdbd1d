/** Objectives and the scale of a picture. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema } from '../primitives.ts';

const opticsFields = {
  magnification: z.number().positive().max(1000).optional().meta({ description: 'For example 20' }),
  numericalAperture: z.number().positive().max(2).optional().meta({ description: 'For example 0.4' }),
  immersion: z.enum(['air', 'water', 'oil', 'glycerol', 'other']).optional().meta({ description: 'Medium in front of the lens' }),
  umPerPixel: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .meta({ description: 'Size of one sensor pixel in the specimen, µm, without binning; absent until calibrated' }),
};

/** Sent with a capture, so that the camera service can write the scale into the file. */
export const calibrationSchema = z
  .object({ objective: z.string().min(1).max(80).meta({ description: 'Name of the objective' }), ...opticsFields })
  .meta({ id: 'Calibration' });
export type Calibration = z.infer<typeof calibrationSchema>;

const objectiveNameSchema = nameSchema(80).meta({ description: 'Name, unique at the camera' });
export const createObjectiveSchema = z.strictObject({ name: objectiveNameSchema, ...opticsFields });
export type CreateObjective = z.infer<typeof createObjectiveSchema>;
/** null removes a value: an objective can become uncalibrated again. */
export const updateObjectiveSchema = z
  .strictObject({
    name: objectiveNameSchema,
    magnification: opticsFields.magnification.unwrap().nullable().meta({ description: 'For example 20; null: unknown' }),
    numericalAperture: opticsFields.numericalAperture.unwrap().nullable().meta({ description: 'For example 0.4; null: unknown' }),
    immersion: opticsFields.immersion.unwrap().nullable().meta({ description: 'Medium in front of the lens; null: unknown' }),
    umPerPixel: opticsFields.umPerPixel
      .unwrap()
      .nullable()
      .meta({ description: 'Size of one sensor pixel in the specimen, µm; null: unknown' }),
  })
  .partial();
export type UpdateObjective = z.infer<typeof updateObjectiveSchema>;

/** An objective of one camera, stored in the hub. */
export const objectiveSchema = z
  .object({
    id: z.uuid().meta({ description: 'Id of the objective' }),
    cameraId: cameraIdSchema,
    name: z.string().meta({ description: 'Name, unique at the camera' }),
    ...opticsFields,
    calibratedAt: z.iso.datetime().optional().meta({ description: 'When the scale was measured' }),
  })
  .meta({ id: 'Objective' });
export type Objective = z.infer<typeof objectiveSchema>;
export const objectiveListSchema = z.object({ objectives: z.array(objectiveSchema).meta({ description: 'Lowest magnification first' }) });
export const chooseObjectiveSchema = z.strictObject({
  objectiveId: z.uuid().nullable().meta({ description: 'Id of the objective; null: none' }),
});
