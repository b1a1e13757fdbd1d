import { expect, it } from 'vitest';
import { markSaturated } from './highlight.ts';

it('marks a pixel with any channel at the maximum, and nothing else', () => {
  const rgba = new Uint8ClampedArray([255, 0, 0, 255, 0, 254, 0, 255, 0, 0, 255, 255, 253, 253, 253, 255, 0, 0, 0, 255]);
  const marks = new Uint32Array(5).fill(7);
  markSaturated(rgba, marks);
  const bytes = new Uint8Array(marks.buffer);
  expect([0, 1, 2].map((pixel) => [...bytes.slice(pixel * 4, pixel * 4 + 4)])).toEqual(Array(3).fill([255, 0, 128, 255]));
  expect([...marks.slice(3)]).toEqual([0, 0]);
});
