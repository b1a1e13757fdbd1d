import { describe, expect, it } from 'vitest';
import { Quality } from './quality.ts';

/** Ten seconds in which `delivered` of 300 frames arrive; the judgement comes with the tick at the end. */
function tenSeconds(quality: Quality, fromMs: number, delivered: number): boolean {
  for (let frame = 0; frame < 300; frame += 1) {
    quality.offered();
    if (frame < delivered) quality.delivered();
  }
  return quality.tick(fromMs + 10_001);
}

describe('Quality', () => {
  it('goes at once to the size that the link can carry, once a late frame is confirmed', () => {
    const quality = new Quality(0);
    expect(quality.served({ serviceMs: 800, roundTripMs: 1600 }, 1600)).toBe(false);
    expect(quality.served({ serviceMs: undefined, roundTripMs: 810 }, 2400)).toBe(true);
    expect(quality.divisor).toBe(4);
    expect(quality.reduced).toBe(true);
  });

  it('takes one step where one is enough', () => {
    const quality = new Quality(0);
    quality.served({ serviceMs: 210, roundTripMs: 420 }, 500);
    quality.served({ serviceMs: 200, roundTripMs: 400 }, 900);
    expect(quality.divisor).toBe(2);
  });

  it('is not moved by a viewer that paused once', () => {
    const quality = new Quality(0);
    quality.served({ serviceMs: 900, roundTripMs: 950 }, 1000);
    expect(quality.served({ serviceMs: undefined, roundTripMs: 12 }, 1033)).toBe(false);
    expect(quality.served({ serviceMs: 300, roundTripMs: 310 }, 2000)).toBe(false);
    expect(quality.divisor).toBe(1);
  });

  it('comes up one step after ten seconds of nearly every frame, not before and not with drops', () => {
    const quality = new Quality(0);
    quality.served({ serviceMs: 900, roundTripMs: 900 }, 0);
    quality.served({ serviceMs: 900, roundTripMs: 900 }, 0);
    expect(quality.divisor).toBe(4);
    expect(quality.tick(9000)).toBe(false);
    expect(tenSeconds(quality, 0, 200)).toBe(false);
    expect(tenSeconds(quality, 10_001, 298)).toBe(true);
    expect(quality.divisor).toBe(2);
  });

  it('doubles the wait after a step up that had to be taken back', () => {
    const quality = new Quality(0);
    const down = (nowMs: number) => {
      quality.served({ serviceMs: 200, roundTripMs: 200 }, nowMs);
      return quality.served({ serviceMs: 200, roundTripMs: 200 }, nowMs);
    };
    down(0);
    expect(tenSeconds(quality, 0, 300)).toBe(true);
    expect(down(12_000)).toBe(true);
    expect(tenSeconds(quality, 12_000, 300)).toBe(false);
    expect(tenSeconds(quality, 22_001, 300)).toBe(true);
  });

  it('never gives more than the viewer wants', () => {
    const quality = new Quality(0);
    quality.cap(2);
    expect(quality.divisor).toBe(2);
    expect(quality.reduced).toBe(false);
    expect(tenSeconds(quality, 0, 300)).toBe(false);
    expect(quality.divisor).toBe(2);
  });
});
