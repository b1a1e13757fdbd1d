/** Corrections in the camera service: dark frame and flat field for live pictures and captures, display window for live JPEGs. */
import { z } from 'zod';

/** Maximum frames in the mean of a reference. */
export const REFERENCE_FRAMES_MAX = 256;

const referenceSchema = z.object({
  state: z.enum(['none', 'off', 'on']).meta({ description: 'none: no reference has been taken' }),
  takenAtUs: z.int().min(0).optional(),
  frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).optional(),
  mismatch: z.string().max(300).optional().meta({ description: 'Why an enabled reference cannot be used now; shown to users' }),
});

export const displayWindowSchema = z
  .strictObject({
    black: z.number().min(0).max(1),
    white: z.number().min(0).max(1),
    gamma: z.number().min(0.1).max(10),
  })
  .refine(({ black, white }) => black < white, { path: ['white'], message: 'white must be above black' })
  .meta({ id: 'DisplayWindow', description: 'Fractions of the full range; 0, 1 and 1 leave pictures unchanged' });
export type DisplayWindow = z.infer<typeof displayWindowSchema>;

export const correctionsSchema = z
  .object({ dark: referenceSchema, flat: referenceSchema, display: displayWindowSchema.optional() })
  .meta({ id: 'Corrections' });
export type Corrections = z.infer<typeof correctionsSchema>;

const referenceOrderSchema = z.enum(['on', 'off', 'take', 'clear']);
export const correctionsUpdateSchema = z
  .strictObject({
    dark: referenceOrderSchema.meta({ description: 'take: measure a new one now, with the light off, and enable it' }),
    flat: referenceOrderSchema.meta({ description: 'take: measure a new one now, with an empty bright field, and enable it' }),
    frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).meta({ description: 'Frames in the mean; default 16' }),
    display: displayWindowSchema,
  })
  .partial()
  .meta({ id: 'CorrectionsUpdate' });
export type CorrectionsUpdate = z.infer<typeof correctionsUpdateSchema>;

/** Corrections that were applied to the samples of a master. */
export const appliedCorrectionsSchema = z.object({
  dark: z.object({ takenAtUs: z.int().min(0), frames: z.int().min(1) }).optional(),
  flat: z.object({ takenAtUs: z.int().min(0), frames: z.int().min(1) }).optional(),
});
