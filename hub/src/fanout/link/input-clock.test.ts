import { describe, expect, it } from 'vitest';
import { InputClock } from './input-clock.ts';

describe('the time until which all input has been read', () => {
  it('is the end of the last wait', () => {
    let idleMs = 0;
    const clock = new InputClock(0, () => idleMs);
    idleMs = 30;
    expect(clock.readUntil(32)).toBe(30);
    expect(clock.readUntil(90)).toBe(30);
    idleMs = 40;
    expect(clock.readUntil(100)).toBe(100);
  });

  it('is never later than the end of the last wait, when there were several', () => {
    let idleMs = 0;
    const clock = new InputClock(0, () => idleMs);
    idleMs = 10; // busy until 20, idle until 25, busy until 30, idle until 35
    expect(clock.readUntil(40)).toBe(10);
  });

  it('is now for a process that waits for input', async () => {
    const clock = new InputClock(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 20));
    const nowMs = performance.now();
    expect(clock.readUntil(nowMs)).toBeGreaterThan(nowMs - 20);
    const busyUntilMs = performance.now() + 30;
    while (performance.now() < busyUntilMs);
    expect(clock.readUntil(performance.now())).toBeLessThanOrEqual(nowMs);
  });
});
