import { expect, it } from 'vitest';
import { chartLine, chartMax } from './chart-lines.ts';

const BOX = { width: 100, height: 50 };
const SCALE = { untilMs: 10_000, spanMs: 10_000, max: 10 };

it('spans the time from left to right and the values from bottom to top', () => {
  const points = [
    { atMs: 0, value: 0 },
    { atMs: 5000, value: 5 },
    { atMs: 10_000, value: 10 },
  ];
  expect(chartLine(points, SCALE, BOX)).toBe('M0.0 50.0L50.0 25.0L100.0 0.0');
});

it('leaves out older points and cuts values above the maximum', () => {
  const points = [
    { atMs: -1, value: 3 },
    { atMs: 10_000, value: 90 },
  ];
  expect(chartLine(points, SCALE, BOX)).toBe('M100.0 0.0');
});

it('does not connect points over a gap', () => {
  const points = [
    { atMs: 80_000, value: 0 },
    { atMs: 100_000, value: 0 },
  ];
  expect(chartLine(points, { untilMs: 100_000, spanMs: 40_000, max: 1 }, BOX)).toBe('M50.0 50.0M100.0 50.0');
});

it.each([
  [[], 10, 10],
  [[3], 1, 5],
  [[13], 1, 20],
  [[212e6, 180e6], 1, 500e6],
  [[0.4], 0.1, 0.5],
])('rounds the maximum of %j up', (values, least, max) => {
  expect(chartMax(values, least)).toBeCloseTo(max, 9);
});
