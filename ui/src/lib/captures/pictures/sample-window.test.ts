import { expect, it } from 'vitest';
import { FULL_WINDOW } from '../../picture/analysis/display-window.ts';
import { autoShares, channelsOf, meanOf, samplesOf } from './sample-window.ts';

const bins = (...filled: [number, number][]) => Array.from({ length: 256 }, (_, bin) => filled.find(([at]) => at === bin)?.[1] ?? 0);
const dark = { max: 4095, low: 100, high: 400, histogram: [bins([6, 10], [25, 10])] };
const bright = { max: 255, low: 20, high: 250, histogram: [bins([20, 4]), bins([100, 4]), bins([250, 4])] };

it('covers several pictures of different bit depth', () => {
  expect(autoShares([dark, bright])).toEqual({ black: 100 / 4095, white: 250 / 255, gamma: 1 });
  expect(autoShares([{ ...dark, low: 50, high: 50 }]).white).toBeGreaterThan(50 / 4095);
});

it('converts to sample values of the picture', () => {
  expect(samplesOf({ black: 0.1, white: 0.5, gamma: 1.4 }, 4095)).toEqual({ black: 410, white: 2048, gamma: 1.4 });
  expect(samplesOf(FULL_WINDOW, 4095)).toBeUndefined();
  expect(samplesOf({ black: 0.5, white: 0.5, gamma: 1 }, 255)).toEqual({ black: 128, white: 129, gamma: 1 });
});

it('computes statistics from a histogram', () => {
  expect(channelsOf(dark)[0]).toMatchObject({ name: 'L', min: 96, max: 415 });
  expect(channelsOf(bright).map(({ name, mean }) => [name, mean])).toEqual([
    ['R', 20],
    ['G', 100],
    ['B', 250],
  ]);
  expect(meanOf(dark)).toBeCloseTo((16 * 6.5 + 16 * 25.5) / 2 - 0.5, 5);
});
