import { expect, it } from 'vitest';
import { takenText, takingMs } from './reference-text.ts';

const takenAtMs = new Date(2026, 10, 22, 10, 2).getTime();
const HOUR_MS = 3_600_000;

it('shows when a reference was taken, with the day if it is not today', () => {
  const reference = { state: 'on', takenAtUs: takenAtMs * 1000, frames: 16 } as const;
  expect(takenText(reference, takenAtMs + HOUR_MS)).toBe('today 10:02, mean of 16 frames');
  expect(takenText({ ...reference, frames: 1 }, takenAtMs + 48 * HOUR_MS)).toBe('22 Nov 2026 10:02, mean of 1 frame');
  expect(takenText({ state: 'none' }, takenAtMs)).toBeNull();
});

it('expects the longer of exposure and frame interval per frame', () => {
  expect(takingMs(16, 250, 4)).toBe(4000);
  expect(takingMs(16, 8, 20)).toBe(800);
  expect(takingMs(4, 8, 0)).toBe(32);
});
