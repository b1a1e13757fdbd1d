import { expect, it } from 'vitest';
import { positionOf, SLIDER_STEPS, valueAt } from './log-slider.ts';

const exposure = { min: 0.02, max: 2000, scale: 'log' } as const;

it('maps 0..1000 to min·(max/min)^(p/1000)', () => {
  expect(valueAt(0, exposure)).toBeCloseTo(0.02);
  expect(valueAt(500, exposure)).toBeCloseTo(Math.sqrt(0.02 * 2000));
  expect(valueAt(SLIDER_STEPS, exposure)).toBeCloseTo(2000);
});

it('returns rounded values within the limits', () => {
  expect(valueAt(617, exposure)).toBe(24.32);
  expect(valueAt(SLIDER_STEPS, { min: 0.0123456, max: 1234.567, scale: 'log' })).toBe(1234.567);
  expect(valueAt(0, { min: 0.0123456, max: 1234.567, scale: 'log' })).toBe(0.0123456);
});

it('maps every value back to its position', () => {
  for (let position = 0; position <= SLIDER_STEPS; position += 37) expect(positionOf(valueAt(position, exposure), exposure)).toBe(position);
});

it('gives each decade the same length', () => {
  const at = (value: number): number => positionOf(value, exposure);
  expect(at(2) - at(0.2)).toBe(at(20) - at(2));
});

it('is linear on request or when a logarithm is undefined, in the camera’s steps', () => {
  const gain = { min: 0, max: 24, scale: 'linear', step: 0.5 } as const;
  expect(valueAt(507, gain)).toBe(12);
  expect(valueAt(SLIDER_STEPS, gain)).toBe(24);
  expect(valueAt(500, { min: 0, max: 10, scale: 'log' })).toBe(5);
});

it('clamps values, and stays at 0 for an empty range', () => {
  expect(positionOf(1e9, exposure)).toBe(SLIDER_STEPS);
  expect(positionOf(-5, exposure)).toBe(0);
  expect(positionOf(5, { min: 5, max: 5, scale: 'log' })).toBe(0);
});
