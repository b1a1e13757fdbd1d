import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

  it('moves on while the process waits, and not while it is busy', async () => {
    const startMs = performance.now();
    const clock = new InputClock(startMs);
    await promisify(execFile)(process.execPath, ['--version']);
    const nowMs = performance.now();
    const readMs = clock.readUntil(nowMs);
    expect(readMs).toBeGreaterThan(startMs);
    expect(readMs).toBeLessThanOrEqual(nowMs);
    const busyUntilMs = performance.now() + 30;
    while (performance.now() < busyUntilMs);
    expect(clock.readUntil(performance.now())).toBe(readMs);
  });
});
