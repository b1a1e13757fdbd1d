import { describe, expect, it } from 'vitest';
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('starts at half a second whatever the dice say', () => {
    expect(backoffMs(0, 0)).toBe(BACKOFF_FIRST_MS);
    expect(backoffMs(0, 1)).toBe(BACKOFF_FIRST_MS);
  });

  it('doubles and stays at ten seconds', () => {
    expect([1, 2, 3, 4, 5, 20].map((attempt) => backoffMs(attempt, 1))).toEqual([1000, 2000, 4000, 8000, 10_000, BACKOFF_MAX_MS]);
  });

  it('spreads the upper half', () => {
    expect(backoffMs(5, 0)).toBe(5000);
    expect(backoffMs(5, 0.5)).toBe(7500);
  });
});
