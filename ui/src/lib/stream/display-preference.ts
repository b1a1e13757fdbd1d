import { filterStepsSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { readPreference, writePreference } from '../browser/preferences.ts';
import {
  isPlain,
  LUT_NAMES,
  PEAKING_COLORS,
  PEAKING_STRENGTH,
  PLAIN,
  type DisplaySettings,
  type PeakingColor,
} from './display/display-settings.ts';

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

/** How this person looked at a camera in this browser. Plain if that is unknown, or from a version with other filters. */
export function readDisplay(name: string): DisplaySettings {
  const kept = readPreference(name);
  if (kept === null) return PLAIN;
  try {
    return settingsSchema.parse(JSON.parse(kept));
  } catch {
    return PLAIN;
  }
}

export function writeDisplay(name: string, settings: DisplaySettings): void {
  writePreference(name, isPlain(settings) ? null : JSON.stringify(settings));
}
