import type { LabMask } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { sensorMapping } from '../picture-mapping.ts';
import { boxOnScreen, labNumberText, maskPixels, maskTransform } from './lab-shapes.ts';

const ROI = { left: 8, top: 16, width: 24, height: 12 };
const MATRIX = { scale: 2, x: 100, y: 50 };
const BOX = { left: 10, top: 18, width: 4, height: 2 };
const MASK: LabMask = { left: 8, top: 16, cellWidth: 4, cellHeight: 6, columns: 6, rows: 2, runs: [0, 2, 9, 1] };

describe('shapes of a lab step on the screen', () => {
  it('lie where the sensor has them, with region and zoom', () => {
    const mapping = sensorMapping({ roi: ROI }, { width: 24, height: 12 });
    expect(boxOnScreen(BOX, mapping, MATRIX)).toEqual({ x: 104, y: 54, width: 8, height: 4 });
    expect(maskTransform(MASK, mapping, MATRIX)).toBe('matrix(8, 0, 0, 12, 100, 50)');
  });

  it('turn with the picture, and keep their size with binning', () => {
    const settings = { roi: ROI, rotate: 90, pixelAddressing: { mode: 'bin', x: 2, y: 2 } } as const;
    const mapping = sensorMapping(settings, { width: 6, height: 12 });
    // Clockwise: the bottom of the region, y 28, is at the left.
    expect(boxOnScreen(BOX, mapping, MATRIX)).toEqual({ x: 108, y: 52, width: 2, height: 4 });
    expect(maskTransform(MASK, mapping, MATRIX)).toBe('matrix(0, 4, -6, 0, 112, 50)');
  });

  it('are mirrored with the picture', () => {
    const mapping = sensorMapping({ roi: ROI, flip: { horizontal: true, vertical: false } }, { width: 24, height: 12 });
    expect(boxOnScreen(BOX, mapping, MATRIX)).toEqual({ x: 136, y: 54, width: 8, height: 4 });
  });
});

it('a mask becomes pixels, row by row', () => {
  const pixels = maskPixels(MASK, [1, 2, 3, 4]);
  const inside = Array.from({ length: 12 }, (_, cell) => pixels[cell * 4 + 3] === 4);
  expect(inside.flatMap((set, cell) => (set ? [cell] : []))).toEqual([0, 1, 11]);
  expect([...pixels.slice(0, 8)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
});

it('numbers have six digits and their unit', () => {
  expect(labNumberText({ name: 'area', value: 31.23456789, unit: 'px²' })).toBe('31.2346 px²');
  expect(labNumberText({ name: 'spots', value: 12 })).toBe('12');
});
