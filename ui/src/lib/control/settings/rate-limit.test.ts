import { expect, it } from 'vitest';
import { limitedRateFps } from './rate-limit.ts';

it('tells the rate when the exposure is longer than a frame', () => {
  expect(limitedRateFps(41.67, 30)).toBeCloseTo(24, 1);
  expect(limitedRateFps(8, 30)).toBeNull();
});

it('does not warn about a rounding error, or without a target', () => {
  expect(limitedRateFps(33.34, 30)).toBeNull();
  expect(limitedRateFps(500, undefined)).toBeNull();
});
