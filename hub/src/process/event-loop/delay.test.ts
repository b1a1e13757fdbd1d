import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLoopDelay } from './delay.ts';

const MS = 1e6;

describe('EventLoopDelay', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The timer is called after each of these times, ms. */
  function opened(intervals: readonly number[]): { delay: EventLoopDelay; run: () => void } {
    let nowMs = 1000;
    const delay = new EventLoopDelay({ everyMs: 50, now: () => nowMs });
    const run = (): void => {
      for (const ms of intervals) {
        nowMs += ms;
        vi.advanceTimersByTime(50);
      }
    };
    return { delay, run };
  }

  it('records by how much its timer is late', () => {
    const { delay, run } = opened([50, 51, 350, 50]);
    const histogram = delay.histogram();
    run();
    expect(histogram.count).toBe(4);
    expect(histogram.max / MS).toBeCloseTo(300, -1);
    expect(histogram.percentile(50)).toBe(1);
    delay.close();
  });

  it('gives each reader delays of its own', () => {
    const { delay, run } = opened([150]);
    const [one, other] = [delay.histogram(), delay.histogram()];
    run();
    one.reset();
    expect([one.count, other.count]).toEqual([0, 1]);
    run();
    expect([one.count, other.count]).toEqual([1, 2]);
    delay.close();
  });

  it('survives a clock that steps, and a machine that was suspended', () => {
    const { delay, run } = opened([-3_600_000, 40, 86_400_000]);
    const histogram = delay.histogram();
    run();
    expect([histogram.count, histogram.min]).toEqual([3, 1]);
    expect(histogram.max / MS).toBeGreaterThan(3_500_000);
    delay.close();
  });

  it('ends its timer', () => {
    const { delay, run } = opened([50, 50]);
    const histogram = delay.histogram();
    delay.close();
    delay.close();
    run();
    expect(histogram.count).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
