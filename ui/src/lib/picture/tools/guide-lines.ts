import type { PictureScale } from '../optics/picture-scale.ts';
import { roundStep } from '../optics/scale-bar.ts';

/** Guides over the picture, in the order in which the shortcut cycles through them. */
export const GUIDE_KINDS = ['off', 'crosshair', 'grid', 'circles'] as const;
export type GuideKind = (typeof GUIDE_KINDS)[number];

/** Earlier versions stored "on" for the crosshair. */
export function readGuideKind(kept: string | null): GuideKind {
  if (kept === 'on') return 'crosshair';
  return GUIDE_KINDS.find((kind) => kind === kept) ?? 'off';
}

export function nextGuideKind(kind: GuideKind): GuideKind {
  return GUIDE_KINDS[(GUIDE_KINDS.indexOf(kind) + 1) % GUIDE_KINDS.length] ?? 'off';
}

/** Spacing of a guide: in µm when the scale is known, otherwise in picture pixels. */
export interface GuideStep {
  /** In `unit`. */
  readonly length: number;
  readonly unit: 'µm' | 'px';
  /** In picture pixels, along both sides. */
  readonly x: number;
  readonly y: number;
}

/**
 * The largest 1-2-5 step that does not exceed this width on the screen.
 * @param scale CSS pixels per picture pixel
 */
export function guideStep(scale: number, picture: PictureScale | null, mostPx: number): GuideStep {
  const { umX, umY } = picture ?? { umX: 1, umY: 1 };
  const length = roundStep((mostPx * umX) / scale);
  return { length, unit: picture ? 'µm' : 'px', x: length / umX, y: length / umY };
}

/** Multiples of a step on both sides of the centre, within 0 to `length`. */
export function linesAround(length: number, step: number): number[] {
  const middle = length / 2;
  const each = Math.floor(middle / step);
  return Array.from({ length: 2 * each + 1 }, (_, at) => middle + (at - each) * step);
}
