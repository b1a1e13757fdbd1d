import type { PictureScale } from '../optics/picture-scale.ts';
import { roundStep } from '../optics/scale-bar.ts';

/** What is drawn over the picture to go by, in the order the key goes through. */
export const GUIDE_KINDS = ['off', 'crosshair', 'grid', 'circles'] as const;
export type GuideKind = (typeof GUIDE_KINDS)[number];

/** Earlier versions kept "on" for the crosshair. */
export function readGuideKind(kept: string | null): GuideKind {
  if (kept === 'on') return 'crosshair';
  return GUIDE_KINDS.find((kind) => kind === kept) ?? 'off';
}

export function nextGuideKind(kind: GuideKind): GuideKind {
  return GUIDE_KINDS[(GUIDE_KINDS.indexOf(kind) + 1) % GUIDE_KINDS.length] ?? 'off';
}

/** What a guide is drawn in: µm where the scale is known, else picture pixels. */
export interface GuideStep {
  /** In the unit below. */
  readonly length: number;
  readonly unit: 'µm' | 'px';
  /** The same in picture pixels, along the sides. */
  readonly x: number;
  readonly y: number;
}

/**
 * The largest 1-2-5 step that is at most so wide on the screen.
 * @param scale CSS pixels per picture pixel
 */
export function guideStep(scale: number, picture: PictureScale | null, mostPx: number): GuideStep {
  const { umX, umY } = picture ?? { umX: 1, umY: 1 };
  const length = roundStep((mostPx * umX) / scale);
  return { length, unit: picture ? 'µm' : 'px', x: length / umX, y: length / umY };
}

/** Multiples of a step on both sides of the middle, within 0 to `length`. */
export function linesAround(length: number, step: number): number[] {
  const middle = length / 2;
  const each = Math.floor(middle / step);
  return Array.from({ length: 2 * each + 1 }, (_, at) => middle + (at - each) * step);
}
