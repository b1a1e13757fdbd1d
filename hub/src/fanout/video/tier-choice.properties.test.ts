import { PICTURE_PREFERENCES, VIDEO_TIERS, type PicturePreference, type VideoTier } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TierChoice, type OfferedTier } from './tier-choice.ts';

const TIERS: readonly OfferedTier[] = [
  { tier: 'thin', bitsPerSecond: 500_000, maxWidth: 640, maxFps: 30 },
  { tier: 'sharp', bitsPerSecond: 3_000_000, maxWidth: 1280, maxFps: 30 },
  { tier: 'lean', bitsPerSecond: 1_000_000, maxWidth: 1280, maxFps: 30 },
];
const megabits = (value: number): number => (value * 1e6) / 8;
const measured = (rate: number, { isSure = true, carriesJpeg = false } = {}) => {
  return { isSure, bytesPerSecond: megabits(rate), carriesJpeg };
};

function choice(prefer: PicturePreference, tiers = TIERS): TierChoice {
  const made = new TierChoice(prefer, 0);
  made.offer(tiers);
  return made;
}

/** The choice after the first measurement. */
function first(prefer: PicturePreference, bytesPerSecond: number, carriesJpeg: boolean): VideoTier | undefined {
  const made = choice(prefer);
  made.decide({ isSure: true, bytesPerSecond, carriesJpeg }, 0);
  return made.tier;
}

describe('TierChoice', () => {
  it.each([
    ['automatic', 40, true, undefined],
    ['automatic', 8, false, 'sharp'],
    ['automatic', 1, false, 'lean'],
    ['automatic', 0.95, false, 'lean'],
    ['automatic', 0.6, false, 'thin'],
    ['automatic', 0.2, false, undefined],
    ['economical', 40, true, 'sharp'],
    ['economical', 1, false, 'lean'],
    ['exact', 1, false, undefined],
  ] as const)('%s on %d Mbit/s (JPEG fits: %s): %s', (prefer, rate, carriesJpeg, tier) => {
    expect(first(prefer, megabits(rate), carriesJpeg)).toBe(tier);
  });

  it('waits for the first measurement', () => {
    for (const prefer of PICTURE_PREFERENCES) {
      const made = choice(prefer);
      made.decide({ isSure: true, bytesPerSecond: undefined, carriesJpeg: false }, 0);
      expect(made.tier).toBeUndefined();
    }
  });

  it('goes down at once with the rate, up after a wait, and not for a measurement that nearly fits', () => {
    const made = choice('automatic');
    made.decide(measured(8), 0);
    made.decide(measured(2), 20_000);
    expect(made.tier).toBe('sharp');
    made.decide(measured(1.2), 20_100);
    expect(made.tier).toBe('lean');
    made.decide(measured(40, { carriesJpeg: true }), 30_099);
    expect(made.tier).toBe('lean');
    made.decide(measured(40, { carriesJpeg: true }), 30_100);
    expect(made.tier).toBeUndefined();
  });

  it('takes one tier down after two breaks in ten seconds, and tries again with doubling waits', () => {
    const made = choice('economical');
    const good = measured(8);
    made.decide(good, 0);
    let nowMs = 0;
    for (const waitMs of [10_000, 20_000, 40_000, 80_000, 160_000, 160_000]) {
      made.broke(nowMs);
      expect(made.tier).toBe('sharp');
      made.broke(nowMs + 1000);
      expect(made.tier).toBe('lean');
      nowMs += 1000;
      made.decide(good, nowMs + waitMs - 1);
      expect(made.tier).toBe('lean');
      nowMs += waitMs;
      made.decide(good, nowMs);
      expect(made.tier).toBe('sharp');
    }
  });

  it('goes up only when several measurements agree', () => {
    const made = choice('automatic');
    made.decide(measured(1, { isSure: false }), 0);
    expect(made.tier).toBe('lean');
    made.decide(measured(8, { isSure: false }), 60_000);
    expect(made.tier).toBe('lean');
    made.decide(measured(8), 60_100);
    expect(made.tier).toBe('sharp');
  });

  it('stays after breaks that are far apart', () => {
    const made = choice('automatic');
    made.decide(measured(8), 0);
    for (let nowMs = 0; nowMs < 100_000; nowMs += 10_000) expect(made.broke(nowMs)).toBe(false);
    expect(made.tier).toBe('sharp');
  });

  it('falls to JPEG when a tier is withdrawn, and returns to it', () => {
    const made = choice('automatic');
    const narrow = measured(1);
    made.decide(narrow, 0);
    made.offer([]);
    made.decide(narrow, 100);
    expect(made.tier).toBeUndefined();
    made.offer(TIERS);
    made.decide(narrow, 200);
    expect(made.tier).toBe('lean');
    made.offer(TIERS.filter(({ tier }) => tier !== 'lean'));
    expect(made.tier).toBeUndefined();
    made.decide(narrow, 300);
    expect(made.tier).toBe('thin');
  });

  it('keeps the tier when only its rate changes', () => {
    const made = choice('automatic');
    made.decide(measured(1), 0);
    made.offer(TIERS.map((tier) => ({ ...tier, bitsPerSecond: tier.bitsPerSecond / 2 })));
    expect(made.tier).toBe('lean');
  });

  it('chooses an offered tier or JPEG, and goes up at most once a second on an unsteady link', () => {
    const step = fc.record({
      afterMs: fc.nat(500),
      offered: fc.option(fc.subarray([...TIERS]), { freq: 20 }),
      breaks: fc.nat(20).map((chance) => chance === 0),
      rate: fc.double({ min: 0.01, max: 50, noNaN: true }),
      carriesJpeg: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...PICTURE_PREFERENCES), fc.array(step, { maxLength: 200 }), (prefer, steps) => {
        const made = choice(prefer);
        let offered: readonly OfferedTier[] = TIERS;
        let nowMs = 0;
        let ups = 0;
        let before: number = VIDEO_TIERS.length;
        for (const { afterMs, rate, carriesJpeg, breaks, ...more } of steps) {
          nowMs += afterMs;
          if (more.offered) made.offer((offered = more.offered));
          if (breaks) made.broke(nowMs);
          made.decide(measured(rate, { carriesJpeg }), nowMs);
          const { tier } = made;
          if (tier !== undefined) expect(offered.map((each) => each.tier)).toContain(tier);
          if (prefer === 'exact') expect(tier).toBeUndefined();
          const place = tier === undefined ? VIDEO_TIERS.length : VIDEO_TIERS.indexOf(tier);
          // A changed offer is a new choice.
          if (more.offered) before = place;
          if (place < before && before < VIDEO_TIERS.length) ups += 1;
          before = place;
        }
        expect(ups).toBeLessThanOrEqual(1 + nowMs / 1000);
      }),
    );
  });
});
