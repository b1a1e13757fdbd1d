/** Corrections in the camera service: dark frame and flat field for live pictures and captures, display window for live JPEGs. */
import { z } from 'zod';

/** Maximum frames in the mean of a reference. */
export const REFERENCE_FRAMES_MAX = 256;

const referenceSchema = z.object({
  state: z.enum(['none', 'off', 'on']).meta({ description: 'none: no reference has been taken' }),
  takenAtUs: z.int().min(0).optional().meta({ description: 'When it was taken, wall clock of the camera host, µs' }),
  frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).optional().meta({ description: 'Frames in its mean' }),
  mismatch: z.string().max(300).optional().meta({ description: 'Why an enabled reference cannot be used now; shown to users' }),
});

export const displayWindowSchema = z
  .strictObject({
    black: z.number().min(0).max(1).meta({ description: 'Part of the range that becomes black' }),
    white: z.number().min(0).max(1).meta({ description: 'Part of the range that becomes white' }),
    gamma: z.number().min(0.1).max(10).meta({ description: '1: linear; above 1: brighter' }),
  })
  .refine(({ black, white }) => black < white, { path: ['white'], message: 'white must be above black' })
  .meta({ id: 'DisplayWindow', description: 'Fractions of the full range; 0, 1 and 1 leave pictures unchanged' });
export type DisplayWindow = z.infer<typeof displayWindowSchema>;

export const correctionsSchema = z
  .object({
    dark: referenceSchema.meta({ description: 'Dark frame' }),
    flat: referenceSchema.meta({ description: 'Flat field' }),
    display: displayWindowSchema.optional().meta({ description: 'Display window of live pictures; absent: pictures are unchanged' }),
  })
  .meta({ id: 'Corrections' });
export type Corrections = z.infer<typeof correctionsSchema>;

const referenceOrderSchema = z.enum(['on', 'off', 'take', 'clear']);
export const correctionsUpdateSchema = z
  .strictObject({
    dark: referenceOrderSchema.meta({ description: 'take: measure a new one now, with the light off, and enable it' }),
    flat: referenceOrderSchema.meta({ description: 'take: measure a new one now, with an empty bright field, and enable it' }),
    frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).meta({ description: 'Frames in the mean; default 16' }),
    display: displayWindowSchema.meta({ id: undefined, description: 'Display window of live pictures' }),
  })
  .partial()
  .meta({ id: 'CorrectionsUpdate' });
export type CorrectionsUpdate = z.infer<typeof correctionsUpdateSchema>;

const appliedSchema = z.object({
  takenAtUs: z.int().min(0).meta({ description: 'When it was taken, wall clock of the camera host, µs' }),
  frames: z.int().min(1).meta({ description: 'Frames in its mean' }),
});

/** Corrections that were applied to the samples of a master. */
export const appliedCorrectionsSchema = z.object({
  dark: appliedSchema.optional().meta({ description: 'The dark frame that was subtracted' }),
  flat: appliedSchema.optional().meta({ description: 'The flat field that it was divided by' }),
});
