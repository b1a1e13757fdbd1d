import { describe, expect, it } from 'vitest';
import { LinkRate } from './link-rate.ts';

const JPEG = 140_000;

/** A frame that waited behind another and took `serviceMs` of the link. */
const queued = (bytes: number, serviceMs: number, sentAtMs: number) => ({
  ...{ bytes, serviceMs, sentAtMs },
  roundTripMs: 2 * serviceMs + 20,
  queueingMs: serviceMs,
});
const alone = (bytes: number, roundTripMs: number) => ({ bytes, serviceMs: undefined, sentAtMs: 0, roundTripMs, queueingMs: 0 });

describe('LinkRate', () => {
  it('knows nothing before the first acknowledgement', () => {
    expect(new LinkRate().state).toEqual({ bytesPerSecond: undefined, isSure: false });
  });

  it('takes a link for unlimited after a quick frame, or after several that did not wait', () => {
    const quick = new LinkRate();
    quick.acknowledged(alone(JPEG, 5), 5);
    expect(quick.state.isSure).toBe(true);
    expect(quick.state.bytesPerSecond).toBeGreaterThan(1e8);
    const distant = new LinkRate();
    distant.acknowledged(alone(JPEG, 300), 300);
    expect(distant.state.bytesPerSecond).toBeUndefined();
    for (let count = 1; count < 8; count += 1) distant.acknowledged(alone(JPEG, 300), 300 + count);
    expect(distant.state.bytesPerSecond).toBeGreaterThan(1e8);
  });

  it('measures a narrow link by frames that waited, once a later one confirms it', () => {
    const rate = new LinkRate();
    rate.acknowledged(queued(JPEG, 1120, 0), 2240);
    rate.acknowledged(queued(JPEG, 1120, 1120), 3360);
    expect(rate.state.bytesPerSecond).toBeUndefined();
    rate.acknowledged(queued(JPEG, 1120, 2250), 4480);
    expect(rate.state).toEqual({ bytesPerSecond: 125_000, isSure: false });
    rate.acknowledged(queued(JPEG, 1120, 3370), 5600);
    rate.acknowledged(queued(JPEG, 1120, 4490), 6720);
    expect(rate.state).toEqual({ bytesPerSecond: 125_000, isSure: true });
  });

  it('does not take a pause for a narrow link', () => {
    const rate = new LinkRate();
    rate.acknowledged(alone(JPEG, 5), 5);
    rate.acknowledged(queued(JPEG, 800, 100), 900);
    rate.acknowledged(alone(JPEG, 5), 940);
    rate.acknowledged(queued(JPEG, 800, 1000), 1800);
    expect(rate.state.bytesPerSecond).toBeGreaterThan(1e8);
  });

  it('does not take a busy viewer of small frames for a narrow link', () => {
    const rate = new LinkRate();
    rate.acknowledged(alone(JPEG, 5), 5);
    for (let count = 0; count < 20; count += 1) rate.acknowledged(queued(2000, 200, 300 * count), 300 * count + 250);
    for (let count = 0; count < 20; count += 1) rate.acknowledged(queued(8000, 60, 6300 + count), 6300 + count);
    expect(rate.state.bytesPerSecond).toBeGreaterThan(1e8);
  });

  it('follows a link that becomes narrower or wider', () => {
    const rate = new LinkRate();
    for (let count = 0; count < 3; count += 1) rate.acknowledged(queued(JPEG, 140, 1000 * count), 1000 * count + 500);
    expect(rate.state.bytesPerSecond).toBeCloseTo(1e6);
    for (let count = 0; count < 20; count += 1) rate.acknowledged(queued(20_000, 200, 5000 + count), 5000 + count);
    expect(rate.state.bytesPerSecond).toBeLessThan(110_000);
    rate.acknowledged(alone(JPEG, 35), 6000);
    expect(rate.state.bytesPerSecond).toBe(4e6);
  });
});
