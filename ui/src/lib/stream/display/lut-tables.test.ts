import { expect, it } from 'vitest';
import { LUT_NAMES } from './display-settings.ts';
import { lutGradient, lutTable } from './lut-tables.ts';

const at = (name: (typeof LUT_NAMES)[number], value: number): number[] => [...lutTable(name).slice(value * 4, value * 4 + 4)];

it.each(LUT_NAMES)('has 256 opaque colours: %s', (name) => {
  const table = lutTable(name);
  expect(table).toHaveLength(1024);
  expect(table.filter((_, index) => index % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  expect(lutGradient(name)).toMatch(/^linear-gradient\(to right, rgb\(\d+ \d+ \d+\)/);
});

/** Colours of 0, 37, 99, 128, 163, 201 and 255 in OpenCV's `applyColorMap`. */
const OF_OPENCV = {
  viridis: [[68, 1, 84], [70, 51, 127], [43, 117, 142], [33, 145, 140], [44, 177, 126], [115, 208, 86], [253, 231, 37]],
  magma: [[0, 0, 4], [36, 18, 83], [136, 39, 129], [183, 55, 121], [234, 86, 97], [253, 154, 106], [252, 253, 191]],
} as const; // prettier-ignore

it.each(['viridis', 'magma'] as const)('has the colours of the published table, to one of 255: %s', (name) => {
  const ours = [0, 37, 99, 128, 163, 201, 255].flatMap((value) => at(name, value).slice(0, 3));
  const differences = OF_OPENCV[name].flat().map((value, index) => Math.abs(value - ours[index]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

it('reaches cyan at the middle and white at the end', () => {
  expect([at('cyan-hot', 0), at('cyan-hot', 255), at('fire', 255)].map(([red, green, blue]) => [red, green, blue])).toEqual([
    [0, 0, 0],
    [255, 255, 255],
    [255, 255, 255],
  ]);
  expect(at('cyan-hot', 127)).toEqual([0, 254, 254, 255]);
});

it('marks the ends of the range only', () => {
  expect([0, 1, 253, 254, 255].map((value) => at('range', value))).toEqual([
    [0, 64, 255, 255],
    [1, 1, 1, 255],
    [253, 253, 253, 255],
    [255, 0, 0, 255],
    [255, 0, 0, 255],
  ]);
});

it('inverts', () => expect([0, 10, 255].map((value) => at('inverted', value)[0])).toEqual([255, 245, 0]));
