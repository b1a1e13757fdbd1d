import type { ChannelHistogram } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { areaPath, curvePath, histogramPeak } from './histogram-curve.ts';

function channel(bins: number[]): ChannelHistogram {
  return { name: 'L', bins, min: 0, max: 255, mean: 0, deviation: 0, saturated: 0, black: 0 };
}
const box = { width: 40, height: 10 };

it('draws a point at the middle of each bin, as high as its share of the peak', () => {
  expect(curvePath([0, 5, 10, 20], 10, false, box)).toBe('M5.0 10.0L15.0 5.0L25.0 0.0L35.0 0.0');
  expect(areaPath('M5.0 10.0', box)).toBe('M5.0 10.0L40 10L0 10Z');
});

it('ignores the end bins for a linear peak, but not for a logarithmic one', () => {
  const clipped = [channel([900, 4, 8, 999])];
  expect(histogramPeak(clipped, false)).toBe(8);
  expect(histogramPeak(clipped, true)).toBeCloseTo(Math.log(1000));
});

it('handles a completely clipped picture, and an empty one', () => {
  expect(histogramPeak([channel([0, 0, 0, 7])], false)).toBe(7);
  expect(curvePath([0, 0], 0, false, box)).toBe('M10.0 10.0L30.0 10.0');
});
