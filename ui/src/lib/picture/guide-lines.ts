import type { PictureScale } from '../optics/picture-scale.ts';
import { roundStep } from '../optics/scale-bar.ts';

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
