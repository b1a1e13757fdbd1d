import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { stripTiles } from './strip-tiles.ts';

const capture = (id: string, jobId?: string) => ({ id, ...(jobId && { jobId }) }) as Capture;
const text = (captures: Capture[]): string =>
  stripTiles(captures)
    .map((tile) => `${tile.capture.id}×${tile.count}`)
    .join(' ');

it('shows the pictures of a job as one tile, at the place of the newest', () => {
  expect(text([capture('9'), capture('8', 'burst'), capture('7'), capture('6', 'burst'), capture('5', 'burst')])).toBe('9×1 8×3 7×1');
});

it('keeps single captures and different jobs apart', () => {
  expect(text([])).toBe('');
  expect(text([capture('3', 'a'), capture('2', 'b'), capture('1')])).toBe('3×1 2×1 1×1');
});
