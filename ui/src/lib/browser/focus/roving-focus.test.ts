import { expect, it } from 'vitest';
import { stepTarget } from './roving-focus.ts';

it('steps through the buttons in both directions, around the ends', () => {
  expect([
    stepTarget('ArrowDown', 0, 3),
    stepTarget('ArrowRight', 2, 3),
    stepTarget('ArrowUp', 0, 3),
    stepTarget('ArrowLeft', 2, 3),
  ]).toEqual([1, 0, 2, 1]);
  expect([stepTarget('Home', 2, 3), stepTarget('End', 0, 3)]).toEqual([0, 2]);
});

it('leaves other keys alone', () => {
  expect([stepTarget('m', 0, 3), stepTarget('constructor', 0, 3), stepTarget('ArrowUp', 0, 0)]).toEqual([null, null, null]);
});
