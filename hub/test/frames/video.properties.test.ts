/** Video through the hub's own stream and viewers, with random links, losses, resets and lies, in simulated time. */
import { VIDEO_TIERS, type FrameHeader } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FRAME_MS, TIERS, type SimulatedClock } from './simulation/camera.ts';
import { Simulation } from './simulation/simulation.ts';
import type { SimulatedViewer } from './simulation/viewer.ts';

const clock: SimulatedClock = { nowMs: 0 };
beforeEach(() => {
  clock.nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock.nowMs);
});
afterEach(() => vi.restoreAllMocks());

const LAN = { megabits: 1000, roundTripMs: 1 };
const NARROW = { megabits: 1.2, roundTripMs: 20 };

/** Fails on a frame that a decoder cannot decode, on a mix of tiers, and on a frame that is not newer than the last. */
function expectDecodable({ received }: SimulatedViewer): void {
  let newest = -1;
  let reference: FrameHeader | undefined;
  for (const each of received) {
    if (each === 'reset') {
      reference = undefined;
      continue;
    }
    const { header } = each;
    expect(header.seq).toBeGreaterThan(newest);
    newest = header.seq;
    if (!header.video) continue;
    if (!header.video.key) expect([reference?.seq, reference?.video?.tier]).toEqual([header.video.dependsOn, header.video.tier]);
    reference = header;
  }
}

const tiersSeen = ({ frames }: SimulatedViewer) => new Set(frames.map(({ header }) => header.video?.tier));
const since = ({ frames }: SimulatedViewer, fromMs: number) => frames.filter(({ atMs }) => atMs >= fromMs);

const person = fc.record({
  megabits: fc.constantFrom<number[]>(0.3, 0.8, 1.2, 4, 20, 1000),
  roundTripMs: fc.constantFrom<number[]>(1, 20, 150),
  prefer: fc.constantFrom('automatic' as const, 'economical' as const, 'economical' as const, 'exact' as const, undefined),
});
const event = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      what: fc.constant('frames' as const),
      count: fc.integer({ min: 1, max: 60 }),
      jpegFirst: fc.boolean(),
      losesOneIn: fc.constantFrom(0, 0, 3, 20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('join' as const), person }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('leave' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('reset' as const), which: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('link' as const), which: fc.nat(5), megabits: fc.constantFrom<number[]>(0.3, 1, 50) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('offer' as const), tiers: fc.subarray(TIERS) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const) }) },
);

describe('viewers of video', () => {
  it('get only frames that they can decode, and only if they asked for video', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 4 }), fc.array(event, { maxLength: 25 }), (people, events) => {
        clock.nowMs = 0;
        const simulation = new Simulation(clock);
        const all = people.map(({ prefer, ...link }) => ({ link, prefer, viewer: simulation.join(link, prefer) }));
        const present = [...all];
        let count = 0;
        for (const each of events) {
          if (each.what === 'frames') {
            const isLost = () => each.losesOneIn > 0 && count++ % each.losesOneIn === 0;
            for (let frame = 0; frame < each.count; frame += 1) simulation.frame({ jpegFirst: each.jpegFirst, isLost });
          } else if (each.what === 'join') {
            const { prefer, ...link } = each.person;
            const joined = { link, prefer, viewer: simulation.join(link, prefer) };
            all.push(joined);
            present.push(joined);
          } else if (each.what === 'offer') simulation.camera.videoTiers = each.tiers;
          else if (each.what === 'restart') simulation.camera.emit('attached');
          else {
            const chosen = present[each.which % Math.max(1, present.length)];
            if (chosen && each.what === 'leave') {
              simulation.leave(chosen.viewer);
              present.splice(present.indexOf(chosen), 1);
            } else if (chosen && each.what === 'reset') chosen.viewer.reset();
            else if (chosen && each.what === 'link') chosen.link.megabits = each.megabits;
          }
          const chosen = new Set(present.map(({ viewer }) => viewer.viewer.video?.tier));
          expect(simulation.camera.demand.video ?? []).toEqual(VIDEO_TIERS.filter((tier) => chosen.has(tier)));
        }
        for (const { viewer, prefer } of all) {
          expectDecodable(viewer);
          if (prefer === undefined || prefer === 'exact') expect([...tiersSeen(viewer)].filter(Boolean)).toEqual([]);
        }
        expect(simulation.camera.refused).toBe(0);
        simulation.close();
      }),
      { numRuns: 50 },
    );
  });
});

describe('a viewer on a narrow link', () => {
  it('gets the whole picture at nearly full rate, and never an old one once its link is known', () => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join(NARROW, 'automatic');
    simulation.run(30);
    expectDecodable(viewer);
    const later = since(viewer, 20_000);
    expect(later.length).toBeGreaterThanOrEqual(25 * 10);
    for (const { header, atMs, arrivesAtMs } of later) {
      expect(header).toMatchObject({ width: 1280, video: { tier: 'lean' } });
      expect(arrivesAtMs - atMs).toBeLessThan(300);
    }
    expect(viewer.viewer.flow).toMatchObject({ video: 'lean', reason: 'narrow_link' });
    expect(viewer.viewer.report.video).toBe('lean');
    simulation.close();
  });

  it('too narrow for a tier gets the next one, and JPEGs only until the first frame of it', () => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join({ megabits: 0.9, roundTripMs: 2 }, 'automatic');
    simulation.run(60);
    expectDecodable(viewer);
    const later = since(viewer, 2000);
    expect(tiersSeen(viewer)).toContain('thin');
    expect(later.filter(({ header }) => !header.video).length).toBeLessThanOrEqual(5);
    expect(later.length).toBeGreaterThanOrEqual(27 * 58);
  });

  it('gets a key frame within a second after its decoder failed', () => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join(NARROW, 'economical');
    simulation.run(20);
    viewer.reset();
    const resetAtMs = clock.nowMs;
    simulation.run(2);
    const first = since(viewer, resetAtMs + 1).find(({ header }) => header.video);
    expect(first?.header.video?.key).toBe(true);
    expect((first?.arrivesAtMs ?? Number.POSITIVE_INFINITY) - resetAtMs).toBeLessThan(1000);
    simulation.close();
  });
});

describe('a viewer whose answers are late by random times', () => {
  /** Of two event loops on busy machines. Repeatable. */
  function lateness(maxMs: number): () => number {
    let state = 1;
    return () => {
      state = (state * 48_271) % 2_147_483_647;
      return (maxMs * state) / 2_147_483_647;
    };
  }

  it.each([
    [1.05, 'lean', 8],
    [8, 'sharp', 8],
    [8, 'sharp', 0],
  ] as const)('on a link of %s Mbit/s gets %s, up to %d ms', (megabits, tier, maxMs) => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join({ megabits, roundTripMs: 3, lateMs: lateness(maxMs) }, 'automatic');
    simulation.run(60);
    expectDecodable(viewer);
    const later = since(viewer, 10_000);
    expect([...new Set(later.map(({ header }) => header.video?.tier))]).toEqual([tier]);
    expect(later.length).toBeGreaterThanOrEqual(29 * 50);
    for (const { atMs, arrivesAtMs } of later) expect(arrivesAtMs - atMs).toBeLessThan(300);
    simulation.close();
  });
});

describe('a viewer on a fast link', () => {
  it('gets exact pictures by itself, and video if it prefers that', () => {
    const simulation = new Simulation(clock);
    const [exact, economical] = [simulation.join(LAN, 'automatic'), simulation.join(LAN, 'economical')];
    simulation.run(5);
    expect([...tiersSeen(exact)]).toEqual([undefined]);
    expect(since(economical, 2000).every(({ header }) => header.video?.tier === 'sharp')).toBe(true);
    expect(economical.viewer.flow).toMatchObject({ video: 'sharp' });
    expect(economical.viewer.flow.reason).toBeUndefined();
    simulation.close();
  });
});

describe('a hub that is busy for a moment', () => {
  it.each([
    [1000, 1],
    [20, 20],
  ])('does not take the link of %d Mbit/s for a narrow one, %d ms away', (megabits, roundTripMs) => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join({ megabits, roundTripMs }, 'economical');
    simulation.run(5);
    for (let count = 0; count < 20; count += 1) {
      simulation.pause(320);
      simulation.run(1 + count / 10);
      expect(viewer.viewer.video?.tier).toBe('sharp');
      expect(viewer.viewer.rendition).toBe('full');
    }
    expectDecodable(viewer);
    const jpegs = since(viewer, 5000).filter(({ header }) => !header.video);
    expect(jpegs.length).toBeLessThanOrEqual(4 * 20);
    simulation.close();
  });
});

describe('the camera', () => {
  it('encodes a tier as long as it has a viewer', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const simulation = new Simulation(clock);
    const [first, second] = [simulation.join(LAN, 'economical'), simulation.join(LAN, 'economical')];
    simulation.run(2);
    expect(simulation.camera.demand.video).toEqual(['sharp']);
    simulation.leave(first);
    expect(simulation.camera.demand.video).toEqual(['sharp']);
    simulation.leave(second);
    expect(simulation.camera.demand.video).toBeUndefined();
    vi.runAllTimers();
    expect(simulation.camera.demand).toEqual({ streaming: false });
    vi.useRealTimers();
    simulation.close();
  });

  it('loses all viewers of a tier that it withdraws to JPEG, and gets them back', () => {
    const simulation = new Simulation(clock);
    const viewer = simulation.join(LAN, 'economical');
    simulation.run(2);
    simulation.camera.videoTiers = [];
    simulation.run(1);
    expect(simulation.camera.demand.video).toBeUndefined();
    expect(since(viewer, clock.nowMs - 500).every(({ header }) => header.video === undefined)).toBe(true);
    simulation.camera.videoTiers = TIERS;
    simulation.run(1);
    expect(viewer.viewer.flow.video).toBe('sharp');
    expectDecodable(viewer);
    simulation.close();
  });
});

describe('a viewer that lies', () => {
  const lie = fc.record({
    afterMs: fc.constantFrom(0, 0, 30, 5000),
    offset: fc.constantFrom(0, 0, -1, 1, 1000),
    silent: fc.boolean(),
    resets: fc.nat(10).map((chance) => chance === 0),
  });

  it('does not change what others get, and causes few key frames', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(lie, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('automatic' as const, 'economical' as const),
        (lies, prefer) => {
          clock.nowMs = 0;
          const simulation = new Simulation(clock);
          const honest = simulation.join(LAN, 'economical');
          const liar = simulation.join(LAN, prefer);
          let told = 0;
          const next = () => lies[told++ % lies.length];
          liar.acknowledges = (seq) => {
            const { afterMs = 0, offset = 0, silent = false } = next() ?? {};
            return silent ? undefined : { seq: seq + offset, afterMs };
          };
          const seconds = 8;
          for (let count = 0; count < seconds * 30; count += 1) {
            if (next()?.resets === true) liar.reset();
            simulation.frame();
            expect(liar.viewer.bytesInFlight).toBeLessThan(1_000_000);
          }
          expectDecodable(honest);
          expectDecodable(liar);
          // Nothing is missing from the first video frame on.
          const seqs = since(honest, 1000).map(({ header }) => header.seq);
          expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
          expect(seqs.length).toBeGreaterThan((seconds - 1.1) * 30);
          expect(simulation.camera.keyRequests).toBeLessThanOrEqual(2 * (4 + seconds / 3));
          simulation.close();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('gets little without acknowledging', () => {
    const simulation = new Simulation(clock);
    const silent = simulation.join(LAN, 'economical');
    simulation.run(2);
    silent.acknowledges = () => undefined;
    const fromMs = clock.nowMs;
    simulation.run(60);
    expect(since(silent, fromMs).length * FRAME_MS).toBeLessThan(2000);
    simulation.close();
  });
});
