/** A viewer, its flow control and its choice of renditions over simulated links. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inFlightMax } from '../../src/fanout/link/in-flight.ts';
import { SimulatedViewer, type Simulation } from '../setup/simulated-viewer.ts';

/** Bytes per ms. */
const MBIT = 125;
const SECOND = 1000;
const FRESH_MS = 1000;

const fall = (from: number, to: number, fromMs: number, untilMs: number) => (nowMs: number) =>
  MBIT * (nowMs >= fromMs && nowMs < untilMs ? to : from);

const oldest = ({ oldestMs }: SimulatedViewer): number => Math.max(...oldestMs);

describe('joining', () => {
  it.each([
    ['nearby', {}],
    ['40 ms away', { roundTripMs: 40 }],
    ['behind a token bucket with 16 kB', { burstBytes: 16_000 }],
    ['with larger pictures', { fullBytes: 180_000 }],
    ['without acknowledgements', { flow: 'none' }],
  ] as [string, Partial<Simulation>][])('at 1 Mbit/s %s: a picture within 500 ms, and none older than 400 ms', (_name, options) => {
    const viewer = new SimulatedViewer({ rate: () => MBIT, ...options }).run(20 * SECOND);
    expect(viewer.shown[0]?.atMs).toBeLessThanOrEqual(500);
    expect(oldest(viewer)).toBeLessThanOrEqual(400);
    expect(viewer.between(2 * SECOND, 20 * SECOND).count / 18).toBeGreaterThanOrEqual(10);
    expect(viewer.changes(3 * SECOND, 20 * SECOND)).toBe(0);
  });

  it('over polling, where only acknowledgements tell the rate', () => {
    const viewer = new SimulatedViewer({ rate: () => MBIT, canPing: false }).run(20 * SECOND);
    expect(viewer.shown[0]?.atMs).toBeLessThanOrEqual(500);
    expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
  });

  it.each([
    ['fast', 1000, 2],
    ['distant', 1000, 100],
    ['of 50 Mbit/s', 50, 10],
  ])('on a %s link: full size from the first measurement on', (_name, megabits, roundTripMs) => {
    const viewer = new SimulatedViewer({ rate: () => megabits * MBIT, roundTripMs }).run(10 * SECOND);
    const { shown } = viewer;
    expect(shown[0]?.name).toBe('quarter');
    expect(
      shown
        .slice(1)
        .filter(({ atMs }) => atMs > 3 * roundTripMs + 50)
        .every(({ name }) => name === 'full'),
    ).toBe(true);
    expect(viewer.between(SECOND, 10 * SECOND).count / 9).toBeGreaterThan(29);
    expect(viewer.flows.every(({ reason }) => reason === undefined)).toBe(true);
  });

  it.each([
    [1, 31],
    [50, 4],
    [500, 3],
  ])('costs each of %d viewers on a fast link at most %d pings a second', (viewers, pings) => {
    const viewer = new SimulatedViewer({ rate: () => 10_000 * MBIT, viewers }).run(60 * SECOND);
    expect(viewer.pings / 60).toBeLessThan(pings);
  });
});

describe('a link that falls to 1 Mbit/s and recovers', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index * 9))('%d ms after a frame: no picture older than a second', (offsetMs) => {
    const viewer = new SimulatedViewer({ rate: fall(20, 1, 10_000 + offsetMs, 20_000) }).run(60 * SECOND);
    expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
    expect(viewer.between(12 * SECOND, 20 * SECOND).count / 8).toBeGreaterThanOrEqual(10);
    expect(viewer.between(45 * SECOND, 60 * SECOND).names).toEqual(['full']);
    expect(viewer.flows.at(-1)?.reason).toBeUndefined();
  });

  it.each(Array.from({ length: 6 }, (_, index) => index * 7))('from 100 Mbit/s, %d ms after a frame: as fresh', (offsetMs) => {
    const viewer = new SimulatedViewer({ rate: fall(100, 1, 10_000 + offsetMs, 20_000) }).run(60 * SECOND);
    expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
    expect(viewer.between(45 * SECOND, 60 * SECOND).names).toEqual(['full']);
  });

  it.each([300, 1000, 10_000])('from %d Mbit/s: as fresh, and at full rate before', (megabits) => {
    for (const offsetMs of [0, 11, 22]) {
      const viewer = new SimulatedViewer({ rate: fall(megabits, 1, 10_000 + offsetMs, 20_000), viewers: 6 }).run(30 * SECOND);
      expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
      expect(viewer.between(5 * SECOND, 10 * SECOND).count).toBe(150);
    }
  });

  it('from 1 Gbit/s, of a hub with many viewers: a tenth of it is as fresh', () => {
    const viewer = new SimulatedViewer({ rate: fall(1000, 100, 10_000, 20_000), viewers: 500 }).run(30 * SECOND);
    expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
  });

  it('from any rate to any other, at any distance: no older than what was in flight explains', { timeout: 120_000 }, () => {
    const megabits = fc.double({ min: 0, max: 1, noNaN: true }).map((part) => 1000 ** part);
    const link = fc.record({
      rates: fc.tuple(megabits, megabits),
      roundTripMs: fc.integer({ min: 1, max: 150 }),
      fullBytes: fc.integer({ min: 15_000, max: 200_000 }),
      offsetMs: fc.nat(33),
    });
    // Links with little to spare.
    const boundary = { rates: [26.719733333333345, 1] as [number, number], roundTripMs: 29, fullBytes: 100_193, offsetMs: 0 };
    const usedUp = { rates: [47.650666666666666, 1] as [number, number], roundTripMs: 1, fullBytes: 178_684, offsetMs: 0 };
    fc.assert(
      fc.property(link, ({ rates, roundTripMs, fullBytes, offsetMs }) => {
        const [to = 1, from = 1] = rates.toSorted((a, b) => a - b);
        const viewer = new SimulatedViewer({ rate: fall(from, to, 8000 + offsetMs, 14_000), roundTripMs, fullBytes }).run(16 * SECOND);
        // The measured round trip is up to 2 ms longer: at a boundary one more frame is on its way.
        const inFlight = inFlightMax({ bytesPerMs: from * MBIT, roundTripMs: roundTripMs + 2, untoldMs: 0 }, fullBytes);
        expect(oldest(viewer)).toBeLessThanOrEqual(Math.max(inFlight, fullBytes) / (to * MBIT) + roundTripMs + FRESH_MS / 2);
      }),
      { numRuns: 100, examples: [[usedUp], [boundary]] },
    );
  });

  it.each([1500, 5000, 12_000])('every %d ms, for five minutes: rarely full size, and fresh throughout', (periodMs) => {
    const rate = (nowMs: number): number => MBIT * (Math.floor(nowMs / periodMs) % 2 ? 1 : 20);
    const viewer = new SimulatedViewer({ rate }).run(300 * SECOND);
    expect(oldest(viewer)).toBeLessThanOrEqual(FRESH_MS);
    const { shown } = viewer;
    const returns = shown.filter(({ name }, index) => name === 'full' && shown[index - 1]?.name !== 'full');
    expect(returns.length).toBeLessThanOrEqual(7);
    expect(viewer.changes(0, 300 * SECOND)).toBeLessThanOrEqual(80);
  });
});

describe('steady links', () => {
  it('that carry every frame deliver every frame in full size, at any distance', { timeout: 120_000 }, () => {
    const link = fc.record({
      spare: fc.double({ min: 1.5, max: 40, noNaN: true }),
      roundTripMs: fc.integer({ min: 1, max: 150 }),
      fullBytes: fc.integer({ min: 15_000, max: 200_000 }),
      viewers: fc.constantFrom(1, 6, 12, 50, 500),
    });
    fc.assert(
      fc.property(link, ({ spare, roundTripMs, fullBytes, viewers }) => {
        const rate = (spare * fullBytes * 30) / SECOND;
        const viewer = new SimulatedViewer({ rate: () => rate, roundTripMs, fullBytes, viewers }).run(10 * SECOND);
        const { names, count } = viewer.between(5 * SECOND, 10 * SECOND);
        expect(names).toEqual(['full']);
        expect(count / 5).toBeGreaterThanOrEqual(29);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [8, 'full-50'],
    [4, 'half'],
    [2, 'third'],
  ] as const)('of %d Mbit/s show %s at ten frames a second or more, without changes', (megabits, name) => {
    const viewer = new SimulatedViewer({ rate: () => megabits * MBIT }).run(300 * SECOND);
    const { names, count } = viewer.between(5 * SECOND, 300 * SECOND);
    expect(names).toEqual([name]);
    expect(count / 295).toBeGreaterThanOrEqual(10);
    expect(oldest(viewer)).toBeLessThanOrEqual(400);
  });

  it('between two renditions do not flap', () => {
    for (let megabits = 0.5; megabits < 16; megabits *= 1.07) {
      const viewer = new SimulatedViewer({ rate: () => megabits * MBIT }).run(60 * SECOND);
      expect(viewer.changes(4 * SECOND, 60 * SECOND), `${megabits.toFixed(2)} Mbit/s`).toBeLessThanOrEqual(2);
    }
  });
});

describe('clients', () => {
  it('that do not answer pings are measured by their acknowledgements', () => {
    const narrow = new SimulatedViewer({ rate: () => MBIT, answersPings: false }).run(20 * SECOND);
    expect(oldest(narrow)).toBeLessThanOrEqual(FRESH_MS);
    const fast = new SimulatedViewer({ rate: () => 1000 * MBIT, answersPings: false }).run(20 * SECOND);
    expect(fast.between(10 * SECOND, 20 * SECOND)).toMatchObject({ names: ['full'] });
    expect(fast.between(10 * SECOND, 20 * SECOND).count).toBeGreaterThan(290);
  });

  it.each([0, 30, 60, 90])('that do not answer pings are as fresh when the link falls, %d ms after a frame', (offsetMs) => {
    for (const megabits of [20, 100, 1000]) {
      const rate = fall(megabits, 1, 10_000 + offsetMs, 20_000);
      const viewer = new SimulatedViewer({ rate, answersPings: false }).run(60 * SECOND);
      expect(oldest(viewer), `${megabits} Mbit/s`).toBeLessThanOrEqual(FRESH_MS);
      expect(viewer.between(5 * SECOND, 10 * SECOND).count / 5).toBeGreaterThan(megabits > 30 ? 29 : 10);
    }
  });

  it('that neither answer nor acknowledge get full size after a while', () => {
    const viewer = new SimulatedViewer({ rate: () => 1000 * MBIT, answersPings: false, flow: 'none' }).run(10 * SECOND);
    expect(viewer.between(5 * SECOND, 10 * SECOND).names).toEqual(['full']);
  });

  it('that pause for a moment keep full size, except for the frame that checks it', () => {
    const paused = (nowMs: number): number => (nowMs > 10_000 && nowMs < 10_400 ? 0 : 50 * MBIT);
    const viewer = new SimulatedViewer({ rate: paused }).run(20 * SECOND);
    const reduced = viewer.shown.filter(({ atMs, name }) => atMs > 9000 && name !== 'full');
    expect(reduced.length).toBeLessThanOrEqual(3);
    expect(viewer.between(11 * SECOND, 20 * SECOND).names).toEqual(['full']);
  });

  it('that decode slowly get smaller pictures', () => {
    const viewer = new SimulatedViewer({ rate: () => 1000 * MBIT, drawMs: (_nowMs, name) => (name === 'full' ? 300 : 20) }).run(
      20 * SECOND,
    );
    expect(viewer.between(5 * SECOND, 8 * SECOND).names).not.toContain('full');
  });
});
