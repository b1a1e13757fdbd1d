import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('doubles from half a second to ten seconds, and starts anew after a good while', () => {
  const backoff = new Backoff();
  const delays = Array.from({ length: 7 }, () => backoff.next(1_000));
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(backoff.next(60_000)).toBe(500);
  expect(backoff.next(1_000)).toBe(1_000);
});
