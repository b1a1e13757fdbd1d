import { expect, it } from 'vitest';
import { ALL_LEVELS, levelAt, placeIn, rangeOf } from './histogram-range.ts';

const bins = (first: number, last: number): number[] => Array.from({ length: 256 }, (_, bin) => (bin >= first && bin <= last ? 5 : 0));
const AUTO = { black: 0.1, white: 0.3 };

it('shows the levels that occur, with a margin', () => {
  const { from, to } = rangeOf([bins(64, 127)], { black: 0.3, white: 0.4 });
  expect(from).toBeCloseTo(0.25 - 0.02);
  expect(to).toBeCloseTo(0.5 + 0.02);
});

it('contains all histograms and both ends of the window', () => {
  const { from, to } = rangeOf([bins(64, 80), bins(100, 127)], AUTO);
  expect(from).toBe(0.1);
  expect(to).toBeGreaterThan(0.5);
  expect(rangeOf([bins(64, 80)], { black: 0, white: 1 })).toEqual(ALL_LEVELS);
});

it.each([[[]], [[bins(9, 2)]], [[bins(0, 255)]]])('shows all levels of %#', (histograms) =>
  expect(rangeOf(histograms, AUTO)).toEqual(ALL_LEVELS),
);

it('shows at least 16 classes around a single level, within the full range', () => {
  const one = rangeOf([bins(128, 128)], { black: 0.5, white: 0.501 });
  expect(one.to - one.from).toBeGreaterThanOrEqual(16 / 256);
  expect(rangeOf([bins(0, 0)], { black: 0, white: 0.001 }).from).toBe(0);
});

it('maps levels to places and back', () => {
  const range = { from: 0.25, to: 0.5 };
  expect(placeIn(range, 0.25)).toBe(0);
  expect(placeIn(range, 0.5)).toBe(1);
  expect(levelAt(range, placeIn(range, 0.3))).toBeCloseTo(0.3);
});
