/** What one viewer has chosen for looking at the live picture. It alters this viewer's picture only. */
import type { FilterStep } from '@eyepiece/shared-types';

export const LUT_NAMES = ['grey', 'inverted', 'range', 'fire', 'cyan-hot', 'viridis', 'magma'] as const;
export type LutName = (typeof LUT_NAMES)[number];

/** Colours of the marked edges, R G B. */
export const PEAKING_COLORS = {
  red: [255, 48, 48],
  green: [48, 255, 80],
  blue: [64, 128, 255],
  yellow: [255, 224, 32],
} as const;
export type PeakingColor = keyof typeof PEAKING_COLORS;

/** Strength of peaking, %. */
export const PEAKING_STRENGTH = { min: 0, max: 100, usual: 50 } as const;

export interface Peaking {
  readonly strength: number;
  readonly color: PeakingColor;
}

export interface DisplaySettings {
  readonly peaking: Peaking | null;
  /** False colours of the luma. */
  readonly lut: LutName | null;
  readonly steps: readonly FilterStep[];
}

export const PLAIN: DisplaySettings = { peaking: null, lut: null, steps: [] };

export function isPlain({ peaking, lut, steps }: DisplaySettings): boolean {
  return peaking === null && lut === null && steps.length === 0;
}

/** Slopes that peaking marks at its least and its greatest strength, as fractions of the full range per pixel. */
const SLOPE = { least: 0.25, greatest: 0.01 } as const;

/**
 * The slope from which peaking marks a pixel. The slope is that of the 3×3 Sobel kernels divided by 8, of the luma of the
 * picture before all filters (Tenengrad: E. Krotkov, "Focusing", International Journal of Computer Vision 1, 1988).
 */
export function peakingSlope(strength: number): number {
  return SLOPE.least * (SLOPE.greatest / SLOPE.least) ** (strength / PEAKING_STRENGTH.max);
}
