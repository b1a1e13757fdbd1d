import { expect, it } from 'vitest';
import { labelPlace, measureText } from './measurement.ts';

const at = (x: number, y: number) => ({ x, y });
const scale = { umX: 0.5, umY: 0.5 };

it('measures a distance in the specimen, or in pixels when the scale is unknown', () => {
  const line = { kind: 'distance', points: [at(0, 0), at(30, 40)] } as const;
  expect(measureText(line, scale)).toBe('25.0 µm');
  expect(measureText(line, null)).toBe('50.0 px');
  expect(measureText(line, { umX: 1, umY: 2 })).toBe('85.4 µm');
  expect(measureText(line, { umX: 100, umY: 100 })).toBe('5.00 mm');
  expect(measureText({ kind: 'distance', points: [at(0, 0)] }, scale)).toBeNull();
});

it('measures an angle at its second point, corrected for pixels that are not square', () => {
  const right = { kind: 'angle', points: [at(10, 0), at(0, 0), at(0, 10)] } as const;
  expect(measureText(right, null)).toBe('90.0°');
  const slanted = { kind: 'angle', points: [at(10, 0), at(0, 0), at(10, 10)] } as const;
  expect(measureText(slanted, null)).toBe('45.0°');
  expect(measureText(slanted, { umX: 1, umY: 2 })).toBe('63.4°');
  expect(measureText({ kind: 'angle', points: [at(-10, 1), at(0, 0), at(-10, -1)] }, null)).toBe('11.4°');
});

it('measures the area of a polygon in both orientations', () => {
  const points = [at(0, 0), at(20, 0), at(20, 10), at(0, 10)];
  expect(measureText({ kind: 'area', points }, scale)).toBe('50.0 µm²');
  expect(measureText({ kind: 'area', points: points.toReversed() }, null)).toBe('200 px²');
  expect(measureText({ kind: 'area', points }, { umX: 100, umY: 100 })).toBe('2.00 mm²');
});

it('places the label at the measurement', () => {
  expect(labelPlace({ kind: 'distance', points: [at(0, 0), at(30, 40)] })).toEqual(at(15, 20));
  expect(labelPlace({ kind: 'angle', points: [at(9, 9), at(1, 2), at(7, 7)] })).toEqual(at(1, 2));
});
