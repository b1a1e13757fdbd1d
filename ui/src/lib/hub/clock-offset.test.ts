import { expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

it('takes the half way of a symmetrical trip', () => {
  expect(new ClockOffset().add(1000, 6010, 1020)).toBe(5000);
});

it('prefers the fastest trip over the newest', () => {
  const clock = new ClockOffset();
  clock.add(1000, 6005, 1010);
  expect(clock.add(2000, 7150, 2200)).toBe(5000);
});

it('forgets a fast trip after a minute', () => {
  const clock = new ClockOffset();
  clock.add(1000, 6005, 1010);
  expect(clock.add(100_000, 106_050, 100_100)).toBe(6000);
});
