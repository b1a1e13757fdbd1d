import { expect, it } from 'vitest';
import { roundLengthText } from './length-text.ts';
import { roundStep, scaleBar } from './scale-bar.ts';

it.each([
  [1, 1],
  [1.99, 1],
  [2, 2],
  [4.9, 2],
  [5, 5],
  [9.99, 5],
  [10, 10],
  [0.05, 0.05],
  [0.0049, 0.002],
  [731, 500],
])('rounds %s down to %s', (most, step) => expect(roundStep(most)).toBe(step));

it.each([0.01, 0.172, 1, 3.3, 40])('uses 40 to 100 % of the maximum length at %s px per µm', (pxPerUm) => {
  const { length, widthPx } = scaleBar(pxPerUm, 160);
  expect(widthPx).toBeCloseTo(length * pxPerUm);
  expect(widthPx).toBeLessThanOrEqual(160.001);
  expect(widthPx).toBeGreaterThanOrEqual(64 - 0.001);
});

it.each([
  [50, '50 µm'],
  [0.5, '500 nm'],
  [2000, '2 mm'],
  [1, '1 µm'],
  [0.002, '2 nm'],
])('labels %s µm as %s', (um, text) => expect(roundLengthText(um)).toBe(text));
