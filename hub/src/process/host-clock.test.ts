import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostClock, type ClockJump } from './host-clock.ts';

const HOUR_MS = 3_600_000;
const HOUR_US = HOUR_MS * 1000;

/** A computer whose clock can be set and which can sleep. Uses the fake timers. */
class Computer {
  #setMs = 1_800_000_000_000;
  #sleptMs = 0;

  readonly wallMs = (): number => this.#setMs + this.#sleptMs + performance.now();
  readonly steadyMs = (): number => performance.now();
  readonly uptimeMs = (): number => this.#sleptMs + performance.now();

  set(byMs: number): void {
    this.#setMs += byMs;
  }

  sleep(ms: number): void {
    this.#sleptMs += ms;
  }
}

let computer: Computer;
let clock: HostClock;
let jumps: ClockJump[];

beforeEach(() => {
  vi.useFakeTimers();
  computer = new Computer();
  clock = new HostClock(computer);
  jumps = [];
  clock.onJump((jump) => jumps.push(jump));
});
afterEach(() => {
  vi.useRealTimers();
});

const wallUs = (): number => Math.round(computer.wallMs() * 1000);

describe('a clock that is set', () => {
  it.each([HOUR_MS, -HOUR_MS, 1500, -1500])('by %i ms is followed at once, with a jump event', (byMs) => {
    computer.set(byMs);
    expect(clock.nowUs()).toBe(wallUs());
    expect(jumps).toEqual([{ byUs: byMs * 1000, sleptUs: 0 }]);
    vi.advanceTimersByTime(5000);
    expect(clock.nowUs()).toBe(wallUs());
    expect(jumps).toHaveLength(1);
  });

  it('by less than a second is followed gradually, without running backwards', () => {
    const stop = clock.watch();
    computer.set(-800);
    let before = clock.nowUs();
    expect(before - wallUs()).toBe(800_000);
    for (let minute = 0; minute < 30; minute += 1) {
      vi.advanceTimersByTime(60_000);
      expect(clock.nowUs()).toBeGreaterThan(before);
      before = clock.nowUs();
    }
    expect(Math.abs(clock.nowUs() - wallUs())).toBeLessThanOrEqual(1);
    expect(jumps).toEqual([]);
    stop();
  });

  it('does not step back when slewing starts', () => {
    computer.set(-800);
    vi.advanceTimersByTime(1000);
    const before = clock.nowUs();
    clock.check();
    expect(clock.nowUs()).toBe(before);
    vi.advanceTimersByTime(1000);
    expect(clock.nowUs() - before).toBe(999_500);
  });

  it('does not change how long a delay takes', () => {
    const callback = vi.fn();
    clock.after(10_000_000, callback);
    computer.set(HOUR_MS);
    clock.check();
    vi.advanceTimersByTime(9_999);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledOnce();
  });

  it.each([
    [HOUR_MS, 0],
    [-HOUR_MS, 2 * HOUR_MS],
  ])('by %i ms moves an alarm to %i ms from now', (byMs, leftMs) => {
    const callback = vi.fn();
    clock.at(clock.nowUs() + HOUR_US, callback);
    computer.set(byMs);
    clock.check();
    vi.advanceTimersByTime(Math.max(0, leftMs - 1000));
    expect(callback).toHaveBeenCalledTimes(leftMs === 0 ? 1 : 0);
    vi.advanceTimersByTime(1001);
    expect(callback).toHaveBeenCalledOnce();
  });
});

it('distinguishes sleep of the computer from setting the clock', () => {
  computer.sleep(8 * HOUR_MS);
  computer.set(-HOUR_MS);
  expect(clock.nowUs()).toBe(wallUs());
  expect(jumps).toEqual([{ byUs: 7 * HOUR_US, sleptUs: 8 * HOUR_US }]);
});

it('detects a jump by itself while watching, and does not run a cancelled alarm', () => {
  const stop = clock.watch();
  const callback = vi.fn();
  clock.at(clock.nowUs() + HOUR_US, callback)();
  computer.set(2 * HOUR_MS);
  vi.advanceTimersByTime(1000);
  expect(jumps).toHaveLength(1);
  vi.advanceTimersByTime(3 * HOUR_MS);
  expect(callback).not.toHaveBeenCalled();
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
