import { describe, expect, it } from 'vitest';
import { Quality } from './quality.ts';

const ack = (sentAtMs: number, serviceMs: number | undefined, queueingMs: number) => ({ sentAtMs, serviceMs, queueingMs });

/** Ten seconds in which `delivered` of 300 frames arrive. @returns whether the tick at the end changes the rendition */
function tenSeconds(quality: Quality, fromMs: number, delivered: number): boolean {
  for (let frame = 0; frame < 300; frame += 1) {
    quality.offered();
    if (frame < delivered) quality.delivered();
  }
  return quality.tick(fromMs + 10_001);
}

/** Two frames in sequence with this service time. @returns whether the rendition changed */
function narrow(quality: Quality, serviceMs: number, nowMs: number): boolean {
  quality.served(ack(nowMs - serviceMs, serviceMs, serviceMs), nowMs);
  return quality.served(ack(nowMs, serviceMs, serviceMs), nowMs);
}

describe('Quality', () => {
  it('switches to the size that the link can carry, once a frame sent after a late one is late too', () => {
    const quality = new Quality(0);
    expect(quality.served(ack(0, 800, 767), 1600)).toBe(false);
    expect(quality.served(ack(800, 800, 800), 2400)).toBe(false);
    expect(quality.served(ack(1600, 800, 800), 3200)).toBe(true);
    expect(quality.divisor).toBe(4);
    expect(quality.reduced).toBe(true);
  });

  it('takes one step when one is enough', () => {
    const quality = new Quality(0);
    narrow(quality, 210, 500);
    expect(quality.divisor).toBe(2);
  });

  it('ignores a pause of the viewer or the machine, however many frames were in flight', () => {
    const quality = new Quality(0);
    quality.served(ack(50, 900, 940), 1000);
    expect(quality.served(ack(90, 300, 900), 1010)).toBe(false);
    expect(quality.served(ack(999, 200, 200), 1210)).toBe(false);
    expect(quality.served(ack(1210, undefined, 2), 1222)).toBe(false);
    expect(quality.served(ack(1300, 300, 300), 2000)).toBe(false);
    expect(quality.divisor).toBe(1);
  });

  it('ignores a link with a long delay, where frames sent far apart arrive far apart', () => {
    const quality = new Quality(0);
    quality.served(ack(206, 203, 2), 414);
    expect(quality.served(ack(414, 146, 2), 618)).toBe(false);
    quality.served(ack(650, 130, 110), 980);
    expect(quality.served(ack(1000, 146, 4), 1200)).toBe(false);
    expect(quality.divisor).toBe(1);
  });

  it('goes up one step after ten seconds of nearly all frames, not earlier and not with drops', () => {
    const quality = new Quality(0);
    narrow(quality, 900, 0);
    expect(quality.divisor).toBe(4);
    expect(quality.tick(9000)).toBe(false);
    expect(tenSeconds(quality, 0, 200)).toBe(false);
    expect(tenSeconds(quality, 10_001, 298)).toBe(true);
    expect(quality.divisor).toBe(2);
  });

  it('doubles the wait after a step up that had to be reverted', () => {
    const quality = new Quality(0);
    narrow(quality, 200, 0);
    expect(tenSeconds(quality, 0, 300)).toBe(true);
    expect(narrow(quality, 200, 12_000)).toBe(true);
    expect(tenSeconds(quality, 12_000, 300)).toBe(false);
    expect(tenSeconds(quality, 22_001, 300)).toBe(true);
  });

  it('never exceeds the size that the viewer requested', () => {
    const quality = new Quality(0);
    quality.cap(2);
    expect(quality.divisor).toBe(2);
    expect(quality.reduced).toBe(false);
    expect(tenSeconds(quality, 0, 300)).toBe(false);
    expect(quality.divisor).toBe(2);
  });
});
