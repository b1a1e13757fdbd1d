import { expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

/** An exchange with a hub whose clock is 5 s ahead of the local clock, which is 1000 s ahead of the monotonic clock. */
const exchange = (sentAtMs: number, roundTripMs: number, { hubSetMs = 0, ownSetMs = 0, answeredAfterMs = roundTripMs / 2 } = {}) => ({
  sentAtMs,
  receivedAtMs: sentAtMs + roundTripMs,
  hubMs: 1_000_000 + sentAtMs + answeredAfterMs + 5000 + hubSetMs,
  nowMs: 1_000_000 + sentAtMs + roundTripMs + ownSetMs,
});

it('assumes a symmetrical round trip', () => {
  expect(new ClockOffset().add(exchange(1000, 20))).toBe(5000);
});

it('prefers the fastest trip over the newest', () => {
  const clock = new ClockOffset();
  clock.add(exchange(1000, 10));
  expect(clock.add(exchange(2000, 200, { answeredAfterMs: 150 }))).toBe(5000);
});

it('drops a fast trip after a minute', () => {
  const clock = new ClockOffset();
  clock.add(exchange(1000, 10));
  expect(clock.add(exchange(100_000, 100, { answeredAfterMs: 90 }))).toBe(5040);
});

it.each([3_600_000, -3_600_000, 2000, -2000])('follows at once when the clock of the hub or this computer is set by %i ms', (stepMs) => {
  const clock = new ClockOffset();
  clock.add(exchange(1000, 10));
  expect(clock.add(exchange(2000, 50, { hubSetMs: stepMs }))).toBe(5000 + stepMs);
  expect(clock.add(exchange(3000, 50, { hubSetMs: stepMs, ownSetMs: stepMs }))).toBe(5000);
});
