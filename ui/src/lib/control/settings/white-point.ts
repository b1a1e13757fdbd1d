import type { Analysis, CameraSettings, Roi, VectorFeature } from '@eyepiece/shared-types';
import { COLORS } from './color-gains.ts';
import { formatNumber } from '../../text/number-text.ts';
import type { Extent, Point } from '../../picture/viewport-matrix.ts';

type Gains = NonNullable<CameraSettings['whiteBalance']>;
/** Side of the area around a picked point, px: large enough for noise, small enough for one structure. */
const SIDE_PX = 15;
/** Above this share of saturated samples, and below this share of the range, the colour is unknown. */
const SATURATED_MAX = 0.02;
const DARK_BELOW = 0.02;

export function areaAroundPoint({ x, y }: Point, { width, height }: Extent): Roi {
  const along = (at: number, length: number): [start: number, size: number] => {
    const size = Math.min(SIDE_PX, length);
    return [Math.min(length - size, Math.max(0, Math.round(at - size / 2))), size];
  };
  const [left, areaWidth] = along(x, width);
  const [top, areaHeight] = along(y, height);
  return { left, top, width: areaWidth, height: areaHeight };
}

export type BalancedGains = { readonly gains: Gains } | { readonly fault: string };

/**
 * The gains that make the measured area grey. Green keeps its gain where the limits allow it; all three change together
 * where they do not.
 */
export function balancedGains(
  before: Gains,
  { histogram = [], bitDepth }: Pick<Analysis, 'histogram' | 'bitDepth'>,
  feature: VectorFeature,
): BalancedGains {
  const channels = (['R', 'G', 'B'] as const).map((name) => histogram.find((channel) => channel.name === name));
  const [red, green, blue] = channels;
  if (!red || !green || !blue) return { fault: 'The camera sends no colour values.' };
  const saturated = Math.max(red.saturated, green.saturated, blue.saturated);
  if (saturated > SATURATED_MAX) return { fault: 'The point is over-exposed. Pick a darker one, or shorten the exposure.' };
  const means = [red.mean, green.mean, blue.mean];
  if (Math.min(...means) < DARK_BELOW * (2 ** bitDepth - 1)) return { fault: 'The point is too dark. Pick a brighter one without colour.' };
  const wanted = COLORS.map((color, at) => (before[color] * green.mean) / (means[at] ?? 1));
  const limits = COLORS.map((color) => feature.components.find(({ name }) => name === color) ?? { min: 0, max: Infinity });
  // The factors within which each gain stays inside its limits.
  const least = Math.max(...wanted.map((gain, at) => (limits[at]?.min ?? 0) / gain));
  const most = Math.min(...wanted.map((gain, at) => (limits[at]?.max ?? Infinity) / gain));
  if (least > most) {
    const at = wanted.indexOf(Math.max(...wanted));
    return { fault: `The point is too colourful: ${COLORS[at] ?? ''} would need a gain of ${formatNumber(wanted[at] ?? 0, {})}.` };
  }
  const factor = Math.min(most, Math.max(least, 1));
  const [redGain = 1, greenGain = 1, blueGain = 1] = wanted.map((gain, at) => stepped(gain * factor, limits[at]));
  return { gains: { red: redGain, green: greenGain, blue: blueGain } };
}

function stepped(
  gain: number,
  limits: { readonly min: number; readonly max: number; readonly step?: number | undefined } | undefined,
): number {
  const { min = 0, max = Infinity, step = 0.001 } = limits ?? {};
  return Math.min(max, Math.max(min, Number((Math.round(gain / step) * step).toFixed(6))));
}
