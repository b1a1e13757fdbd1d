import type { ChannelHistogram } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { autoWindow, FULL_WINDOW, isFullWindow, middleOf, withBlack, withMiddle, withWhite } from './display-window.ts';

function channel(name: ChannelHistogram['name'], from: number, to: number): ChannelHistogram {
  const bins = Array.from({ length: 256 }, (_, bin) => (bin >= from && bin <= to ? 1000 : 0));
  return { name, bins, min: 0, max: 255, mean: 0, deviation: 0, saturated: 0, black: 0 };
}

it('keeps black below white, and both within the range', () => {
  expect(withBlack({ black: 0, white: 0.5, gamma: 1 }, 0.9)).toEqual({ black: 0.49, white: 0.5, gamma: 1 });
  expect(withBlack(FULL_WINDOW, -1).black).toBe(0);
  expect(withWhite({ black: 0.5, white: 1, gamma: 1 }, 0.1)).toEqual({ black: 0.5, white: 0.51, gamma: 1 });
  expect(withWhite(FULL_WINDOW, 3).white).toBe(1);
});

it.each([0.1, 0.45, 1, 2.2, 5])('converts gamma %s to the middle handle and back', (gamma) => {
  const window = { black: 0.2, white: 0.8, gamma };
  expect(withMiddle(window, middleOf(window)).gamma).toBeCloseTo(gamma, 2);
});

it('increases gamma when the middle handle moves towards black, within its limits', () => {
  expect(middleOf(FULL_WINDOW)).toBe(0.5);
  expect(withMiddle(FULL_WINDOW, 0.25).gamma).toBe(2);
  expect(withMiddle(FULL_WINDOW, -5).gamma).toBe(10);
  expect(withMiddle(FULL_WINDOW, 5).gamma).toBe(0.1);
});

it('computes the window over all colours, not over their mean', () => {
  const histogram = [channel('L', 100, 150), channel('R', 64, 127), channel('G', 100, 150), channel('B', 120, 191)];
  expect(autoWindow(histogram)).toEqual({ black: 0.25, white: 0.75, gamma: 1 });
  expect(autoWindow([channel('L', 128, 128)])).toEqual(FULL_WINDOW);
});

it('ignores 0.1 % of the pixels at each end', () => {
  const lone = channel('L', 64, 191);
  lone.bins[0] = 50;
  lone.bins[255] = 50;
  expect(autoWindow([lone])).toEqual({ black: 0.25, white: 0.75, gamma: 1 });
});

it('recognises the window that changes nothing', () => {
  expect(isFullWindow(FULL_WINDOW)).toBe(true);
  expect(isFullWindow({ ...FULL_WINDOW, gamma: 1.02 })).toBe(false);
  expect(isFullWindow({ ...FULL_WINDOW, white: 0.9 })).toBe(false);
});
