/** Corrections made by the camera service: dark frame and flat field for everything, the display window for live JPEGs only. */
import { z } from 'zod';

/** Frames that a reference is the mean of. */
export const REFERENCE_FRAMES_MAX = 256;

const referenceSchema = z.object({
  state: z.enum(['none', 'off', 'on']).meta({ description: 'none: no reference was taken yet' }),
  takenAtUs: z.int().min(0).optional(),
  frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).optional(),
  mismatch: z.string().max(300).optional().meta({ description: 'Why a reference that is on cannot be used now, for people' }),
});

export const displayWindowSchema = z
  .strictObject({
    black: z.number().min(0).max(1),
    white: z.number().min(0).max(1),
    gamma: z.number().min(0.1).max(10),
  })
  .refine(({ black, white }) => black < white, { path: ['white'], message: 'white must be above black' })
  .meta({ id: 'DisplayWindow', description: 'Shares of the full range; 0, 1 and 1 leave pictures as they are' });
export type DisplayWindow = z.infer<typeof displayWindowSchema>;

export const correctionsSchema = z
  .object({ dark: referenceSchema, flat: referenceSchema, display: displayWindowSchema.optional() })
  .meta({ id: 'Corrections' });
export type Corrections = z.infer<typeof correctionsSchema>;

const referenceOrderSchema = z.enum(['on', 'off', 'take', 'clear']);
export const correctionsUpdateSchema = z
  .strictObject({
    dark: referenceOrderSchema.meta({ description: 'take: measure a new one now, light off, and switch it on' }),
    flat: referenceOrderSchema.meta({ description: 'take: measure a new one now, empty bright field, and switch it on' }),
    frames: z.int().min(1).max(REFERENCE_FRAMES_MAX).meta({ description: 'Frames to take the mean of; 16 unless asked otherwise' }),
    display: displayWindowSchema,
  })
  .partial()
  .meta({ id: 'CorrectionsUpdate' });
export type CorrectionsUpdate = z.infer<typeof correctionsUpdateSchema>;

/** What was done to the samples of a master. */
export const appliedCorrectionsSchema = z.object({
  dark: z.object({ takenAtUs: z.int().min(0), frames: z.int().min(1) }).optional(),
  flat: z.object({ takenAtUs: z.int().min(0), frames: z.int().min(1) }).optional(),
});
