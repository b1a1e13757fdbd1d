import { expect, it } from 'vitest';
import { rowAfter } from './roving-rows.ts';

it.each([
  ['ArrowDown', 3, 4],
  ['ArrowDown', 49, 49],
  ['ArrowUp', 3, 2],
  ['ArrowUp', 0, 0],
  ['PageDown', 3, 13],
  ['PageDown', 45, 49],
  ['PageUp', 3, 0],
  ['Home', 30, 0],
  ['End', 3, 49],
  ['a', 3, null],
  ['constructor', 3, null],
])('%s in row %d of 50 moves to %s', (key, at, to) => expect(rowAfter(key, at, 50)).toBe(to));

it('stays in an empty table', () => expect(rowAfter('End', -1, 0)).toBeNull());
