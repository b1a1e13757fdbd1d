import { describe, expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

const SECOND_US = 1_000_000;

describe('ClockOffset', () => {
  it('uses the sample with the smallest round trip', () => {
    const clock = new ClockOffset();
    expect(clock.isKnown).toBe(false);
    clock.add(0, 5100, 200);
    clock.add(1000, 9000, 3000);
    expect([clock.isKnown, clock.offsetUs, clock.roundTripUs]).toEqual([true, 5000, 200]);
  });

  it.each([3600 * SECOND_US, -3600 * SECOND_US, SECOND_US])('follows a clock that was set by %i µs at once', (stepUs) => {
    const clock = new ClockOffset();
    for (let at = 0; at < 10 * SECOND_US; at += SECOND_US) clock.add(at, at + 100, at + 200);
    clock.add(20 * SECOND_US, 20 * SECOND_US + stepUs + 500, 20 * SECOND_US + 1000);
    expect(clock.offsetUs).toBe(stepUs);
  });

  it.each([3600 * SECOND_US, -3600 * SECOND_US])('is corrected at once when the own clock jumps by %i µs', (byUs) => {
    const clock = new ClockOffset();
    clock.add(1000, 6000, 1200);
    clock.add(2000, 7050, 2400);
    clock.ownClockJumped(byUs);
    expect([clock.offsetUs, clock.roundTripUs]).toEqual([4900 - byUs, 200]);
    clock.add(3000 + byUs, 8000, 3200 + byUs);
    expect(clock.offsetUs).toBe(4900 - byUs);
  });
});
