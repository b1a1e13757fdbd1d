import { beforeEach, describe, expect, it } from 'vitest';
import { Sizes } from './frames/sizes.ts';
import { Quality, renditionFor } from './quality.ts';

const FULL_BYTES = 100_000;
const MBIT = 125_000;

let sizes: Sizes;
beforeEach(() => {
  sizes = new Sizes();
  sizes.arrived(FULL_BYTES);
});

const ack = (sentAtMs: number, serviceMs: number | undefined, queueingMs: number) => ({
  ...{ sentAtMs, serviceMs, queueingMs },
  bytes: FULL_BYTES,
  roundTripMs: queueingMs + 5,
});
const sure = (megabits: number) => ({ bytesPerSecond: megabits * MBIT, isSuspected: false });
const suspected = (megabits: number) => ({ bytesPerSecond: megabits * MBIT, isSuspected: true });

/** A viewer whose link was measured long ago. */
function settled(megabits: number): Quality {
  const quality = new Quality(sizes, true, 0);
  quality.measured(sure(megabits), 0);
  quality.measured(sure(megabits), 5000);
  return quality;
}

/** A viewer whose fast link has become narrow. */
function narrowed(): Quality {
  const quality = settled(30);
  quality.measured(sure(1), 6000);
  return quality;
}

/** Time in which the link has this rate and `delivered` of 300 frames arrive. */
function spend(
  quality: Quality,
  fromMs: number,
  toMs: number,
  { megabits, delivered = 300 }: { megabits?: number; delivered?: number },
): void {
  for (let frame = 0; frame < 300; frame += 1) {
    quality.offered(fromMs + frame * 33);
    if (frame < delivered) quality.delivered(100);
  }
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += 250) {
    if (megabits !== undefined) quality.measured(sure(megabits), nowMs);
    quality.tick(nowMs);
  }
}

describe('the start', () => {
  it('uses a rendition that fits the initial window of TCP', () => {
    const quality = new Quality(sizes, true, 0);
    expect(sizes.bytes(quality.rendition)).toBeLessThanOrEqual(14_000);
    expect(quality.rendition).toBe('quarter');
    expect(quality.reduced).toBe(false);
  });

  it('is full size for small frames, and for a viewer that can neither acknowledge nor be measured', () => {
    expect(new Quality(sizes, false, 0).rendition).toBe('full');
    const small = new Sizes();
    small.arrived(13_000);
    expect(new Quality(small, true, 0).rendition).toBe('full');
  });

  it.each([
    [50, 'full'],
    [8, 'full-50'],
    [4, 'half'],
    [1, 'quarter'],
    [0.7, 'quarter-45'],
    [0.1, 'eighth'],
  ] as const)('goes from the first measurement of %d Mbit/s to %s', (megabits, rendition) => {
    const quality = new Quality(sizes, true, 0);
    quality.measured(sure(megabits), 100);
    expect(quality.rendition).toBe(rendition);
    expect(quality.reduced).toBe(rendition !== 'full');
  });

  it('follows each measurement for a moment, because the first ones are not exact', () => {
    const quality = new Quality(sizes, true, 0);
    quality.measured(sure(2), 100);
    quality.measured(sure(30), 200);
    expect(quality.rendition).toBe('full');
  });

  it('goes up by acknowledgements where there are no pings', () => {
    const quality = new Quality(sizes, true, 0);
    for (let count = 0; count < 4; count += 1)
      quality.served({ ...ack(count * 40, undefined, 0), bytes: 14_000 }, undefined, count * 40 + 5);
    expect(quality.rendition).toBe('full');
  });
});

describe('a narrow link', () => {
  it('at once gets the best rendition that it carries at ten frames a second', () => {
    const quality = narrowed();
    expect(quality.rendition).toBe('quarter');
    expect(quality.reduced).toBe(true);
  });

  it('may need longer for a frame of a camera with few frames', () => {
    const quality = settled(30);
    for (let frame = 0; frame < 60; frame += 1) quality.offered(frame * 200);
    quality.measured(sure(2), 12_000);
    expect(quality.rendition).toBe('half');
  });

  it('does not switch for a rate that is slightly too low', () => {
    const quality = settled(10);
    quality.measured(sure(7.5), 6000);
    expect(quality.rendition).toBe('full');
  });

  it('counts a suspicion at once, and takes it back when it is refuted', () => {
    const quality = settled(30);
    quality.measured(suspected(1), 6000);
    expect(quality.rendition).toBe('quarter');
    quality.measured(sure(30), 6100);
    expect(quality.rendition).toBe('full');
    quality.measured(suspected(1), 6200);
    quality.measured(sure(1.2), 6300);
    spend(quality, 6300, 10_000, { megabits: 30 });
    expect(quality.rendition).toBe('quarter');
  });

  it('goes back to full size after a wait in which it was fast all the time', () => {
    const quality = narrowed();
    spend(quality, 6000, 12_000, { megabits: 30 });
    expect(quality.rendition).toBe('quarter');
    spend(quality, 12_000, 16_000, { megabits: 1 });
    expect(quality.rendition).toBe('quarter');
    spend(quality, 16_000, 32_000, { megabits: 30 });
    expect(quality.rendition).toBe('full');
  });

  it('stays small without a measurement', () => {
    const quality = narrowed();
    spend(quality, 6000, 60_000, {});
    expect(quality.rendition).toBe('quarter');
  });

  it('waits twice as long after a step up that failed', () => {
    const quality = narrowed();
    spend(quality, 6250, 14_500, { megabits: 30 });
    expect(quality.rendition).toBe('full');
    quality.measured(sure(1), 15_000);
    spend(quality, 15_250, 24_500, { megabits: 30 });
    expect(quality.rendition).toBe('quarter');
    spend(quality, 24_750, 31_500, { megabits: 30 });
    expect(quality.rendition).toBe('full');
  });

  it('keeps the last rendition when the client stops answering pings', () => {
    const quality = settled(1);
    quality.unmeasurable(true);
    expect(quality.rendition).toBe('quarter');
    spend(quality, 6000, 80_000, {});
    expect(quality.rendition).not.toBe('quarter');
  });

  it('gives full size to a client without pings and acknowledgements', () => {
    const quality = new Quality(sizes, true, 0);
    quality.unmeasurable(false);
    expect(quality.rendition).toBe('full');
  });
});

describe('a viewer that is slower than its link', () => {
  /** Two frames in sequence with this service time. */
  const slow = (quality: Quality, serviceMs: number, nowMs: number, megabits = 100): void => {
    quality.served(ack(nowMs - serviceMs, serviceMs, serviceMs), sure(megabits), nowMs);
    quality.served(ack(nowMs, serviceMs, serviceMs), sure(megabits), nowMs + serviceMs);
  };

  it('gets smaller frames when a frame sent after the first slow one is slow as well', () => {
    const quality = settled(100);
    expect(quality.served(ack(5000, 400, 390), sure(100), 5800)).toBe(true);
    expect(quality.served(ack(5500, 400, 400), sure(100), 6200)).toBe(false); // sent before that was known
    expect(quality.rendition).toBe('full');
    quality.served(ack(5900, 400, 400), sure(100), 6600);
    expect(quality.rendition).toBe('third');
    expect(quality.reduced).toBe(true);
  });

  it('is not concluded from what the rate of the link explains', () => {
    const quality = settled(4);
    const before = quality.rendition;
    slow(quality, 200, 6000, 4);
    expect(quality.rendition).toBe(before);
  });

  it('is not concluded from frames that arrive far apart only because they were sent far apart', () => {
    const quality = settled(100);
    quality.served(ack(5206, 203, 2), sure(100), 5414);
    quality.served(ack(5414, 146, 2), sure(100), 5618);
    expect(quality.rendition).toBe('full');
  });

  it('gets larger frames again, step by step, while nearly every frame is delivered', () => {
    const quality = settled(100);
    slow(quality, 900, 6000);
    const first = quality.rendition;
    spend(quality, 7000, 15_500, { megabits: 100, delivered: 200 });
    expect(quality.rendition).toBe(first);
    spend(quality, 15_500, 24_000, { megabits: 100, delivered: 298 });
    expect(quality.rendition).not.toBe(first);
  });
});

describe('the width that a viewer requests', () => {
  it.each([
    [undefined, 'full'],
    [1280, 'full'],
    [1279, 'half'],
    [640, 'half'],
    [400, 'quarter'],
    [16, 'quarter'],
  ] as const)('of a picture of 1280 px, at most %s px, is %s', (maxWidth, rendition) => {
    expect(renditionFor(1280, maxWidth)).toBe(rendition);
  });

  it('is the upper limit, and not a reduction', () => {
    const quality = settled(100);
    quality.cap('half');
    expect(quality.rendition).toBe('half');
    expect(quality.reduced).toBe(false);
    quality.measured(sure(1), 6000);
    expect(quality.rendition).toBe('quarter');
  });
});
