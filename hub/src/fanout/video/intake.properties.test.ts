import { VIDEO_TIERS } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Intake } from './intake.ts';

const arrival = fc.record({
  kind: fc.constantFrom('jpeg' as const, ...VIDEO_TIERS),
  seq: fc.oneof(fc.nat(50), fc.integer({ min: 0xffff_ffe0, max: 0xffff_ffff }), fc.nat(0xffff_ffff)),
  afterMs: fc.nat(20),
});

describe('Intake', () => {
  it('orders JPEGs, and the video of each tier, strictly upwards, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 200 }), (arrivals) => {
        const intake = new Intake();
        const last = new Map<string, number>();
        let nowMs = 0;
        for (const { kind, seq, afterMs } of arrivals) {
          nowMs += afterMs;
          const order = kind === 'jpeg' ? intake.jpeg(seq) : intake.video(seq, kind, nowMs);
          if (order === undefined) continue;
          expect(order).toBeGreaterThan(last.get(kind) ?? -1);
          last.set(kind, order);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives JPEG and video of one moment the same place, also across the wrap of numbers', () => {
    const intake = new Intake();
    for (const seq of [0xffff_fffe, 0xffff_ffff, 0, 1]) {
      const order = intake.jpeg(seq);
      expect(intake.video(seq, 'lean', 0)).toBe(order);
    }
  });

  it('continues the order after a restart of the stream', () => {
    const intake = new Intake();
    const before = intake.jpeg(5000);
    const ahead = intake.video(5003, 'lean', 0);
    expect(ahead).toBe(before + 3);
    const after = intake.jpeg(0);
    expect(after).toBe(before + 4);
    expect(intake.video(0, 'lean', 10)).toBe(after);
    expect(intake.video(5004, 'lean', 20)).toBeUndefined();
  });

  it('refuses video before the first JPEG, far ahead of the newest, repeated, or too much of it', () => {
    const intake = new Intake();
    expect(intake.video(0, 'lean', 0)).toBeUndefined();
    intake.jpeg(0);
    expect(intake.video(301, 'lean', 0)).toBeUndefined();
    expect(intake.video(1, 'lean', 0)).toBe(1);
    expect(intake.video(1, 'lean', 0)).toBeUndefined();
    let accepted = 0;
    for (let seq = 1; seq <= 10_000; seq += 1) {
      intake.jpeg(seq);
      if (intake.video(seq, 'thin', 1) !== undefined) accepted += 1;
    }
    expect(accepted).toBe(240);
    intake.jpeg(10_001);
    expect(intake.video(10_001, 'thin', 1001)).toBeDefined();
  });
});
