import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { stripTiles, tileFilter } from './strip-tiles.ts';

const capture = (id: string, jobId?: string) => ({ id, ...(jobId && { jobId }) }) as Capture;
const text = (captures: Capture[]): string =>
  stripTiles(captures)
    .map((tile) => `${tile.capture.id}×${tile.count}`)
    .join(' ');

it('shows the pictures of a job as one tile, at the place of the newest', () => {
  expect(text([capture('9'), capture('8', 'burst'), capture('7'), capture('6', 'burst'), capture('5', 'burst')])).toBe('9×1 8×3 7×1');
});

it('shows the pictures of several cameras by one order as one tile', () => {
  const together = (id: string): Capture => ({ id, shot: { id: 'shot', size: 2 } }) as Capture;
  expect(text([together('3'), capture('2'), together('1')])).toBe('3×2 2×1');
  expect([tileFilter(together('3')), tileFilter(capture('8', 'burst')), tileFilter(capture('2'))]).toEqual([
    { shotId: 'shot' },
    { jobId: 'burst' },
    {},
  ]);
});

it('keeps single captures and different jobs apart', () => {
  expect(text([])).toBe('');
  expect(text([capture('3', 'a'), capture('2', 'b'), capture('1')])).toBe('3×1 2×1 1×1');
});
