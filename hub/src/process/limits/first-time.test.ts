import { expect, it } from 'vitest';
import { FirstTime } from './first-time.ts';

it('is true once for each text', () => {
  const first = new FirstTime();
  expect([first.of('a'), first.of('a'), first.of('b'), first.of('a')]).toEqual([true, false, true, false]);
});

it('forgets the oldest of many texts', () => {
  const first = new FirstTime();
  for (let count = 0; count < 10_000; count += 1) expect(first.of(String(count))).toBe(true);
  expect([first.of('9999'), first.of('0')]).toEqual([false, true]);
});
