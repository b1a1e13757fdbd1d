import type { NumberFeature } from '@eyepiece/shared-types';

export const SLIDER_STEPS = 1000;
/** A slider step is about 1 %: more digits would be noise. */
const LOG_DIGITS = 4;

type Range = Pick<NumberFeature, 'min' | 'max' | 'scale'> & { readonly step?: number | undefined };

function isLog({ scale, min, max }: Range): boolean {
  return scale === 'log' && min > 0 && max > min;
}

function within(value: number, { min, max }: Range): number {
  return Math.min(max, Math.max(min, value));
}

/** Maps the slider position 0..1000 to a value: min · (max/min)^(p/1000) on a log scale. */
export function valueAt(position: number, range: Range): number {
  const share = Math.min(1, Math.max(0, position / SLIDER_STEPS));
  // The ends return the exact limits.
  if (isLog(range) && (share === 0 || share === 1)) return share === 0 ? range.min : range.max;
  if (isLog(range)) return within(Number((range.min * (range.max / range.min) ** share).toPrecision(LOG_DIGITS)), range);
  return snapToStep(range.min + (range.max - range.min) * share, range);
}

export function positionOf(value: number, range: Range): number {
  if (range.max <= range.min) return 0;
  const inside = within(value, range);
  const share = isLog(range)
    ? Math.log(inside / range.min) / Math.log(range.max / range.min)
    : (inside - range.min) / (range.max - range.min);
  return Math.round(share * SLIDER_STEPS);
}

function snapToStep(value: number, { min, max, step }: Range): number {
  if (!step) return value;
  return Math.min(max, min + Math.round((value - min) / step) * step);
}
