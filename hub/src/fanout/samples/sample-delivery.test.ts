import type { FrameHeader } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { SharedFrame } from '../frames/shared-frame.ts';
import { SampleDelivery } from './sample-delivery.ts';
import type { SampleFeed } from './sample-feed.ts';

const OFFER = { bits: 12, channels: 1, frameBytes: 1_000_000, maxFps: 15 } as const;

function rig(maxFps?: number) {
  const link: { rate: number | undefined; hasCredit: boolean } = { rate: undefined, hasCredit: true };
  const sent: number[] = [];
  const host = {
    lastOrdinal: () => sent.at(-1) ?? -1,
    bytesPerSecond: () => link.rate,
    mayTake: () => link.hasCredit,
    send: (frame: SharedFrame) => void sent.push(frame.ordinal),
    blocked: vi.fn(),
    dropped: vi.fn(),
  };
  const delivery = new SampleDelivery(host, maxFps);
  const changed = vi.fn();
  delivery.attach({ changed } as unknown as SampleFeed);
  const frame = (ordinal: number) =>
    new SharedFrame('cam', Buffer.alloc(8), { seq: ordinal } as FrameHeader, { receivedAtMs: 0, ordinal, rendition: 'full' });
  return { link, sent, host, delivery, changed, frame };
}

it('wants samples once the link is known to carry a frame a second, and until it carries less than half of that', () => {
  const { link, delivery, changed } = rig();
  const at = (rate: number | undefined) => {
    link.rate = rate;
    delivery.decide(0);
    return [delivery.wantsSamples, delivery.isTooLarge];
  };
  delivery.source(OFFER, 0);
  expect(at(undefined)).toEqual([false, false]);
  expect(at(900_000)).toEqual([false, true]);
  expect(at(1_000_000)).toEqual([true, false]);
  expect(at(500_000)).toEqual([true, false]);
  expect(at(499_999)).toEqual([false, true]);
  expect(at(999_999)).toEqual([false, true]);
  expect(at(Number.POSITIVE_INFINITY)).toEqual([true, false]);
  expect(changed).toHaveBeenCalledTimes(3);
  delivery.source(undefined, 0);
  expect([delivery.wantsSamples, delivery.isTooLarge]).toEqual([false, false]);
});

it('keeps only the newest frame while there is no credit', () => {
  const { link, sent, host, delivery, frame } = rig();
  link.rate = 1e9;
  delivery.source(OFFER, 0);
  link.hasCredit = false;
  for (const ordinal of [1, 2, 3]) delivery.offer(frame(ordinal), ordinal);
  expect([sent, host.dropped.mock.calls.length, host.blocked.mock.calls.length]).toEqual([[], 2, 3]);
  link.hasCredit = true;
  delivery.decide(4);
  delivery.decide(5);
  delivery.offer(frame(3), 6);
  expect(sent).toEqual([3]);
});

it('shows JPEGs again when samples stop, at the rate that the viewer asked for', () => {
  const { link, delivery, changed, frame } = rig(25);
  link.rate = 1e9;
  delivery.source(OFFER, 0);
  expect([delivery.isShown, delivery.jpegFps(25)]).toEqual([false, 25]);
  delivery.offer(frame(1), 0);
  expect([delivery.isShown, delivery.jpegFps(25), delivery.jpegFps(2), delivery.jpegFps(undefined)]).toEqual([true, 4, 2, 4]);
  changed.mockClear();
  delivery.decide(3999);
  expect(delivery.isShown).toBe(true);
  delivery.decide(4000);
  expect([delivery.isShown, delivery.wantsSamples, changed.mock.calls.length]).toEqual([false, true, 1]);
});

it('drops what waits when it ends, or when the camera has none', () => {
  for (const end of ['close', 'withdraw'] as const) {
    const { link, sent, delivery, frame } = rig();
    link.rate = 1e9;
    delivery.source(OFFER, 0);
    link.hasCredit = false;
    delivery.offer(frame(1), 0);
    if (end === 'close') delivery.close();
    else delivery.source(undefined, 1);
    link.hasCredit = true;
    delivery.source(end === 'close' ? undefined : OFFER, 2);
    expect(sent).toEqual([]);
  }
});

it('withholds JPEGs until the first samples, which may follow the JPEG of their moment', () => {
  const { link, sent, delivery, frame } = rig();
  delivery.source(OFFER, 0);
  expect(delivery.skipsJpeg(0)).toBe(false);
  link.rate = 1e9;
  delivery.decide(100);
  expect([delivery.skipsJpeg(100), delivery.skipsJpeg(1599), delivery.skipsJpeg(1600)]).toEqual([true, true, false]);
  sent.push(5); // a JPEG
  for (const ordinal of [4, 5, 5]) delivery.offer(frame(ordinal), 1700);
  expect(sent).toEqual([5, 5]);
  expect([delivery.skipsJpeg(5699), delivery.skipsJpeg(5700)]).toEqual([true, false]);
});

it('limits the rate to that of the viewer', () => {
  const { link, sent, delivery, frame } = rig(10);
  link.rate = 1e9;
  delivery.source(OFFER, 0);
  for (let ordinal = 0; ordinal < 30; ordinal += 1) delivery.offer(frame(ordinal), ordinal * 33);
  expect(sent.length).toBeGreaterThanOrEqual(9);
  expect(sent.length).toBeLessThanOrEqual(11);
});
