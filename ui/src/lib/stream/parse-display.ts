import { filterStepsSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { LUT_NAMES, PEAKING_COLORS, PEAKING_STRENGTH, PLAIN, type DisplaySettings, type PeakingColor } from './display/display-settings.ts';

const settingsSchema = z.object({
  peaking: z
    .object({
      strength: z.number().min(PEAKING_STRENGTH.min).max(PEAKING_STRENGTH.max),
      color: z.enum(Object.keys(PEAKING_COLORS) as PeakingColor[]),
    })
    .nullable(),
  lut: z.enum(LUT_NAMES).nullable(),
  steps: filterStepsSchema,
});

/** The settings of a preference. Plain if they are of a version with other filters. */
export function parseDisplay(kept: string): DisplaySettings {
  try {
    return settingsSchema.parse(JSON.parse(kept));
  } catch {
    return PLAIN;
  }
}
