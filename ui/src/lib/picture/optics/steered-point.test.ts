import { expect, it } from 'vitest';
import { steeredPoint } from './steered-point.ts';

const PICTURE = { width: 100, height: 80 };
const steer = (key: string, shiftKey = false, from = { x: 50, y: 40 }, scale = 2) => steeredPoint(from, { key, shiftKey }, scale, PICTURE);

it('moves by the same distance on the screen at every zoom', () => {
  expect(steer('ArrowRight')).toEqual({ x: 60, y: 40 });
  expect(steer('ArrowUp', true)).toEqual({ x: 50, y: 39.5 });
  expect(steer('ArrowLeft', false, { x: 50, y: 40 }, 0.5)).toEqual({ x: 10, y: 40 });
});

it('stays in the picture', () => {
  expect(steer('ArrowDown', false, { x: 50, y: 79 })).toEqual({ x: 50, y: 80 });
  expect(steer('ArrowLeft', false, { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
});

it('ignores other keys, and a picture without a size on the screen', () => {
  expect([steer('Enter'), steer('constructor'), steer('ArrowUp', false, { x: 1, y: 1 }, 0)]).toEqual([null, null, null]);
});
