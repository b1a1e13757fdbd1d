import { describe, expect, it } from 'vitest';
import { LinkMeter } from './link-meter.ts';

/** Sends a frame that arrives after `tookMs` behind the ping before it. @returns when its second ping was answered */
function measure(meter: LinkMeter, bytes: number, tookMs: number, nowMs: number, roundTripMs = 10): number {
  const order = meter.sent(bytes, nowMs, 'both');
  meter.started(order, nowMs + roundTripMs);
  meter.arrived(order, nowMs + roundTripMs + tookMs);
  return nowMs + roundTripMs + tookMs;
}

function known(bytesPerMs: number): LinkMeter {
  const meter = new LinkMeter(0);
  for (let nowMs = 0; nowMs < 500; nowMs += 100) measure(meter, 20_000, 20_000 / bytesPerMs, nowMs);
  return meter;
}

describe('the rate', () => {
  it('is known after one frame, apart from the round trip', () => {
    const meter = new LinkMeter(0);
    expect(meter.bytesPerSecond(0)).toBeUndefined();
    expect(measure(meter, 12_500, 100, 0, 80)).toBe(180);
    expect(meter.bytesPerSecond(180)).toBe(125_000);
    expect(meter.roundTripMs).toBe(80);
    expect(meter.isSure).toBe(false);
  });

  it('is sure after three frames', () => {
    expect(known(1000).isSure).toBe(true);
  });

  it('is measured with a single ping as well, also of a frame behind another', () => {
    const meter = known(1000);
    const first = meter.sent(50_000, 1000, 'none');
    const second = meter.sent(50_000, 1000, 'after');
    expect([first, second]).toEqual([6, 7]);
    meter.arrived(second, 1110);
    expect(meter.bytesPerSecond(1110)).toBeCloseTo(1_000_000, -4);
    expect(meter.unansweredBytes).toBe(0);
  });

  it('of small frames is exact on average, although both answers are late', () => {
    const meter = new LinkMeter(0);
    const lateMs = [6, 1, 8, 2, 0, 7, 3, 5];
    for (let count = 0; count < 40; count += 1) {
      const [first = 0, second = 0] = [lateMs[count % 8], lateMs[(3 * count + 1) % 8]];
      measure(meter, 2000, 16 + second - first, count * 500, 10 + first);
      if (count < 8) continue;
      expect(meter.bytesPerSecond(count * 500)).toBeGreaterThan(125_000 * 0.9);
      expect(meter.bytesPerSecond(count * 500)).toBeLessThan(125_000 * 1.1);
    }
  });

  it('is not too high for a client that paused before the first answer', () => {
    const meter = known(1000);
    for (let nowMs = 1000; nowMs < 6000; nowMs += 500) measure(meter, 20_000, 0.1, nowMs, 30);
    expect(meter.bytesPerSecond(6000)).toBeLessThanOrEqual(1_000_000);
  });

  it('does not fall because a client pauses before it answers a ping on an idle link', () => {
    const meter = known(1000);
    measure(meter, 13_500, 44, 1000);
    for (let nowMs = 1500; nowMs < 5000; nowMs += 500) measure(meter, 13_500, 0.3, nowMs, 90);
    expect(meter.isSuspected).toBe(false);
    expect(meter.bytesPerSecond(5000)).toBe(1_000_000);
  });

  it('does not fall for an answer that a busy hub may have read late', () => {
    const meter = known(1000);
    for (let nowMs = 1000; nowMs < 6000; nowMs += 500) {
      const order = meter.sent(20_000, nowMs, 'both');
      meter.started(order, nowMs + 10);
      meter.arrived(order, nowMs + 310, nowMs + 30);
      expect(meter.isSuspected).toBe(false);
    }
    expect(meter.bytesPerSecond(6000)).toBe(1_000_000);
  });

  it('falls for an answer that was late before the hub was busy', () => {
    const meter = known(1000);
    const order = meter.sent(50_000, 1000, 'both');
    meter.started(order, 1010);
    meter.arrived(order, 1440, 1400);
    expect(meter.isSuspected).toBe(true);
  });

  it('of the first frame does not contain the time that the hub was busy', () => {
    const meter = new LinkMeter(0);
    const order = meter.sent(12_500, 0, 'both');
    meter.started(order, 10);
    meter.arrived(order, 310, 110);
    expect(meter.bytesPerSecond(310)).toBe(125_000);
  });

  it('of a slow frame counts at once if it was very late, until the next one refutes it', () => {
    const meter = known(1000);
    measure(meter, 50_000, 400, 1000);
    expect(meter.isSuspected).toBe(true);
    expect(meter.bytesPerSecond(1410)).toBe(125_000);
    measure(meter, 10_000, 10, 1500);
    expect(meter.isSuspected).toBe(false);
    expect(meter.bytesPerSecond(1520)).toBe(1_000_000);
  });

  it('falls when the next frame confirms it', () => {
    const meter = known(1000);
    measure(meter, 50_000, 400, 1000);
    measure(meter, 10_000, 80, 1500);
    expect(meter.isSuspected).toBe(false);
    expect(meter.bytesPerSecond(1600)).toBe(125_000);
  });

  it('falls while an answer is overdue, but not for a viewer that has stalled', () => {
    const meter = known(1000);
    meter.sent(100_000, 1000, 'both');
    expect(meter.isOverdue(1200)).toBe(false);
    expect(meter.bytesPerSecond(1810)).toBe(125_000);
    expect(meter.isOverdue(1810)).toBe(true);
    expect(meter.isOverdue(9000)).toBe(false);
  });
});

describe('room', () => {
  it('is for one frame until the rate is known', () => {
    const meter = new LinkMeter(0);
    expect(meter.hasRoom(1_000_000)).toBe(true);
    const order = meter.sent(14_000, 0, 'both');
    expect(meter.hasRoom(1)).toBe(false);
    meter.arrived(order, 50);
    expect(meter.hasRoom(1_000_000)).toBe(true);
  });

  it('is for what 1 Mbit/s carries in time, however fast the link is', () => {
    const meter = known(2500);
    meter.sent(50_000, 1000, 'after');
    expect(meter.hasRoom(30_000)).toBe(true);
    expect(meter.hasRoom(100_000)).toBe(false);
  });

  it('is for a short queue on a narrow link', () => {
    const meter = known(125);
    meter.sent(10_000, 1000, 'after');
    expect(meter.hasRoom(9000)).toBe(true);
    expect(meter.hasRoom(12_000)).toBe(false);
  });

  it('comes back with an acknowledgement', () => {
    const meter = new LinkMeter(0);
    meter.sent(14_000, 0, 'both');
    meter.acknowledged(1, 100);
    expect(meter.hasRoom(14_000)).toBe(true);
  });
});

describe('pings', () => {
  it('go with every frame at first, then twice a second', () => {
    const meter = known(1000);
    const plans = Array.from({ length: 60 }, (_, index) => {
      const nowMs = 1000 + index * 33;
      const plan = meter.plan(5000, nowMs);
      const order = meter.sent(5000, nowMs, plan);
      if (plan === 'both') meter.started(order, nowMs + 10);
      if (plan !== 'none') meter.arrived(order, nowMs + 15);
      return plan;
    });
    expect(plans.filter((plan) => plan === 'both').length).toBeLessThanOrEqual(5);
  });

  it('follow a frame after which the next one has no room', () => {
    const meter = known(2500);
    meter.sent(1000, 900, 'both');
    expect(meter.plan(100_000, 950)).toBe('after');
  });

  it('follow as many bytes as the sender allows without knowing that they have arrived', () => {
    const meter = known(2500);
    const plans = Array.from({ length: 8 }, () => {
      const plan = meter.plan(10_000, 500, 30_000);
      meter.sent(10_000, 500, plan);
      return plan;
    });
    expect(plans.slice(0, 5)).toEqual(['none', 'none', 'none', 'after', 'none']);
  });

  it('end for a client that acknowledges frames but does not answer, and return when it does', () => {
    const meter = new LinkMeter(0);
    const order = meter.sent(10_000, 0, 'both');
    meter.acknowledged(1, 100);
    meter.tick(1000);
    expect(meter.isSilent(1000)).toBe(false);
    meter.acknowledged(0, 2500);
    meter.tick(2500);
    expect(meter.isSilent(2500)).toBe(true);
    expect(meter.plan(10_000, 2600)).toBe('none');
    meter.started(order, 3000);
    expect(meter.isSilent(3000)).toBe(false);
  });

  it('continue for a client that does neither for a moment', () => {
    const meter = known(1000);
    meter.acknowledged(5, 600);
    meter.sent(10_000, 1000, 'both');
    meter.tick(9000);
    expect(meter.isSilent(9000)).toBe(false);
  });
});
