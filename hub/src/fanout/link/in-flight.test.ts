import { describe, expect, it } from 'vitest';
import { inFlightMax } from './in-flight.ts';

const MBIT = 125;
const FRAME = 100_000;
const near = { roundTripMs: 2, untoldMs: 0 };

describe('what may be in flight', () => {
  it.each([100, 1000, 10_000])('over a link of %d Mbit/s nearby is one frame, which 1 Mbit/s delivers within a second', (megabits) => {
    expect(inFlightMax({ bytesPerMs: megabits * MBIT, ...near }, FRAME)).toBe(FRAME);
    expect(inFlightMax({ bytesPerMs: megabits * MBIT, ...near }, 20_000)).toBe(80_000);
  });

  it('over a distant link is as many frames as the camera takes in a round trip', () => {
    expect(inFlightMax({ bytesPerMs: 100 * MBIT, roundTripMs: 100, untoldMs: 0 }, FRAME)).toBe(4 * FRAME);
    expect(inFlightMax({ bytesPerMs: 1000 * MBIT, roundTripMs: 30, untoldMs: 0 }, FRAME)).toBe(2 * FRAME);
  });

  it('over a link that does not carry every frame is what the round trip needs besides', () => {
    expect(inFlightMax({ bytesPerMs: 20 * MBIT, roundTripMs: 40, untoldMs: 0 }, FRAME)).toBe(180_000);
    expect(inFlightMax({ bytesPerMs: MBIT, roundTripMs: 20, untoldMs: 0 }, 11_000)).toBe(MBIT * 170);
  });

  it('grows with the time for which nothing is asked', () => {
    expect(inFlightMax({ bytesPerMs: 1000 * MBIT, roundTripMs: 2, untoldMs: 100 }, FRAME)).toBe(4 * FRAME);
  });
});
