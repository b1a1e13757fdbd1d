import { describe, expect, it } from 'vitest';
import { hasVideoCredit } from './video-credit.ts';

interface Link {
  readonly bytesPerMs: number;
  readonly roundTripMs: number;
}

/** A tier at 30 fps with a key frame of `keyMs` of its rate at the start. Stops at the first frame without credit. */
function send(
  { bytesPerMs, roundTripMs }: Link,
  { bitsPerSecond, keyMs, frames }: { bitsPerSecond: number; keyMs: number; frames: number },
) {
  const inFlight: { bytes: number; sentAtMs: number; acknowledgedAtMs: number }[] = [];
  let freeAtMs = 0;
  let oldestMs = 0;
  for (let count = 0; count < frames; count += 1) {
    const nowMs = (count * 1000) / 30;
    while (inFlight[0] && inFlight[0].acknowledgedAtMs <= nowMs) inFlight.shift();
    const bytes = (bitsPerSecond / 8000) * (count === 0 ? keyMs : 1000 / 30);
    const waiting = {
      frames: inFlight.length,
      bytes: inFlight.reduce((sum, frame) => sum + frame.bytes, 0),
      oldestMs: nowMs - (inFlight[0]?.sentAtMs ?? nowMs),
    };
    if (
      !hasVideoCredit({ bytes, isKey: count === 0 }, waiting, {
        bytesPerMs,
        isPlenty: false,
        roundTripMs,
        ackEvery: 1,
        tellsArrivals: false,
      })
    )
      return { sent: count, oldestMs };
    freeAtMs = Math.max(freeAtMs, nowMs) + bytes / bytesPerMs;
    oldestMs = Math.max(oldestMs, freeAtMs - nowMs);
    inFlight.push({ bytes, sentAtMs: nowMs, acknowledgedAtMs: freeAtMs + roundTripMs });
  }
  return { sent: frames, oldestMs };
}

const delta = (bytes: number) => ({ bytes, isKey: false });

describe('the credit for video', () => {
  it.each([
    ['1 Mbit/s', { bytesPerMs: 125, roundTripMs: 20 }, 960_000],
    ['1 Mbit/s, distant', { bytesPerMs: 125, roundTripMs: 300 }, 960_000],
    ['8 Mbit/s', { bytesPerMs: 1000, roundTripMs: 40 }, 3_000_000],
    ['a local network', { bytesPerMs: 12_500, roundTripMs: 0.5 }, 3_000_000],
  ])('carries a tier over %s without a gap, through the key frame', (_name, link, bitsPerSecond) => {
    expect(send(link, { bitsPerSecond, keyMs: 120, frames: 300 }).sent).toBe(300);
  });

  it('ends on a link that is too narrow, before the picture is old', () => {
    const { sent, oldestMs } = send({ bytesPerMs: 125, roundTripMs: 20 }, { bitsPerSecond: 3_000_000, keyMs: 120, frames: 300 });
    expect(sent).toBeLessThan(20);
    expect(oldestMs).toBeLessThan(400);
  });

  it('is bounded for a viewer that never acknowledges', () => {
    const { sent } = send({ bytesPerMs: Number.MIN_VALUE, roundTripMs: 0 }, { bitsPerSecond: 1_000_000, keyMs: 120, frames: 300 });
    expect(sent).toBe(1);
    const fast = { bytesPerMs: 1e6, isPlenty: true, roundTripMs: 1000, ackEvery: 4, tellsArrivals: false };
    expect(hasVideoCredit(delta(1), { frames: 32, bytes: 32, oldestMs: 0 }, fast)).toBe(false);
    expect(hasVideoCredit(delta(1), { frames: 2, bytes: 2, oldestMs: 1701 }, fast)).toBe(false);
  });

  it('keeps the bytes in flight small enough for a link that falls to 1 Mbit/s', () => {
    const link = { bytesPerMs: 2500, isPlenty: false, roundTripMs: 10, ackEvery: 2, tellsArrivals: false };
    expect(hasVideoCredit(delta(12_500), { frames: 5, bytes: 62_500, oldestMs: 170 }, link)).toBe(true);
    expect(hasVideoCredit(delta(12_500), { frames: 6, bytes: 75_000, oldestMs: 200 }, link)).toBe(false);
    expect(hasVideoCredit(delta(12_500), { frames: 6, bytes: 75_000, oldestMs: 200 }, { ...link, isPlenty: true })).toBe(true);
  });

  it('counts the time between acknowledgements only if nothing else tells what has arrived', () => {
    const link = { bytesPerMs: 125, isPlenty: false, roundTripMs: 20, ackEvery: 4 };
    const waiting = { frames: 8, bytes: 40_000, oldestMs: 300 };
    expect(hasVideoCredit(delta(4000), waiting, { ...link, tellsArrivals: false })).toBe(true);
    expect(hasVideoCredit(delta(4000), waiting, { ...link, tellsArrivals: true })).toBe(false);
  });

  it('takes a key frame only with room for the frames after it', () => {
    const link = { bytesPerMs: 1000, isPlenty: false, roundTripMs: 10, ackEvery: 1, tellsArrivals: false };
    const waiting = { frames: 1, bytes: 35_000, oldestMs: 10 };
    expect(hasVideoCredit(delta(30_000), waiting, link)).toBe(true);
    expect(hasVideoCredit({ bytes: 30_000, isKey: true }, waiting, link)).toBe(false);
  });

  it('always permits one frame', () => {
    expect(
      hasVideoCredit(
        delta(1e6),
        { frames: 0, bytes: 0, oldestMs: 0 },
        { bytesPerMs: 10, isPlenty: false, roundTripMs: 500, ackEvery: 1, tellsArrivals: false },
      ),
    ).toBe(true);
  });
});
