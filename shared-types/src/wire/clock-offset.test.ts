import { describe, expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

const SECOND_US = 1_000_000;

describe('ClockOffset', () => {
  it('takes the middle of a symmetrical round trip', () => {
    const clock = new ClockOffset();
    expect([clock.isKnown, clock.offsetUs, clock.roundTripUs]).toEqual([false, 0, 0]);
    clock.add(0, 5100, 200);
    expect([clock.isKnown, clock.offsetUs, clock.roundTripUs]).toEqual([true, 5000, 200]);
  });

  it('prefers the smallest round trip to the newest', () => {
    const clock = new ClockOffset();
    clock.add(0, 5100, 200);
    clock.add(1000, 9000, 3000);
    expect([clock.offsetUs, clock.roundTripUs]).toEqual([5000, 200]);
  });

  it('forgets a fast round trip after a minute', () => {
    const clock = new ClockOffset();
    clock.add(0, 5100, 200);
    clock.add(60 * SECOND_US, 60 * SECOND_US + 5900, 60 * SECOND_US + 1000);
    expect([clock.offsetUs, clock.roundTripUs]).toEqual([5400, 1000]);
  });

  it.each([3600 * SECOND_US, -3600 * SECOND_US, SECOND_US, -SECOND_US])('follows at once when their clock is set by %i µs', (stepUs) => {
    const clock = new ClockOffset();
    for (let at = 0; at < 10 * SECOND_US; at += SECOND_US) clock.add(at, at + 100, at + 200);
    clock.add(20 * SECOND_US, 20 * SECOND_US + stepUs + 500, 20 * SECOND_US + 1000);
    expect(clock.offsetUs).toBe(stepUs);
  });

  it.each([3600 * SECOND_US, -3600 * SECOND_US, SECOND_US, -SECOND_US])('follows at once when our clock is set by %i µs', (stepUs) => {
    const clock = new ClockOffset();
    clock.add(0, 5100, 200);
    clock.add(SECOND_US + stepUs, SECOND_US + 5500, SECOND_US + stepUs + 1000);
    expect(clock.offsetUs).toBe(5000 - stepUs);
  });

  it.each([3600 * SECOND_US, -3600 * SECOND_US])('keeps its samples when it is told that our clock jumped by %i µs', (byUs) => {
    const clock = new ClockOffset();
    clock.add(1000, 6000, 1200);
    clock.add(2000, 7050, 2400);
    clock.ownClockJumped(byUs);
    expect([clock.offsetUs, clock.roundTripUs]).toEqual([4900 - byUs, 200]);
    clock.add(3000 + byUs, 8000, 3200 + byUs);
    expect([clock.offsetUs, clock.roundTripUs]).toEqual([4900 - byUs, 200]);
  });
});
