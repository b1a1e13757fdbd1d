/**
 * Tests the video of one viewer with a random camera, a random link and random resets. JPEG and video of one moment have
 * the same sequence number, as from a camera service.
 */
import type { VideoTier } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainedFrame } from './chain.ts';
import { KeyAllowance } from './key-allowance.ts';
import { ViewerVideo } from './viewer-video.ts';
import type { OfferedTier } from './tier-choice.ts';

const LEAN: OfferedTier = { tier: 'lean', bitsPerSecond: 1_000_000, maxWidth: 1280, maxFps: 30 };
const THIN: OfferedTier = { tier: 'thin', bitsPerSecond: 500_000, maxWidth: 640, maxFps: 30 };
const FRAME_MS = 33;

type Sent = { readonly kind: 'jpeg'; readonly seq: number; readonly atMs: number } | ({ readonly kind: 'video' } & ChainedFrame);

/** A viewer with the decisions that `Viewer` makes around them. */
class Model {
  readonly sent: Sent[] = [];
  readonly video: ViewerVideo;
  nowMs = 0;
  keys = 0;
  #newest = -1;

  constructor(tiers: readonly OfferedTier[] = [LEAN, THIN]) {
    this.video = new ViewerVideo({ prefer: 'automatic', allowance: new KeyAllowance(0) }, 0);
    this.offer(tiers);
  }

  offer(tiers: readonly OfferedTier[]): void {
    this.video.source({ tiers, width: 1280, jpegBytesPerSecond: 2.5e6 }, this.nowMs);
  }

  decide(megabits: number): void {
    this.video.decide({ isSure: true, bytesPerSecond: (megabits * 1e6) / 8, jpegReduced: megabits < 10 }, this.nowMs);
  }

  jpeg(seq: number, hasCredit = true): void {
    if (seq <= this.#newest || this.video.skipsJpeg(this.nowMs) || !hasCredit) return;
    this.#newest = seq;
    this.video.jpegSent(this.nowMs);
    this.sent.push({ kind: 'jpeg', seq, atMs: this.nowMs });
  }

  frame(frame: ChainedFrame, hasCredit = true): void {
    if (this.video.place(frame, this.nowMs) !== 'follows') return;
    if (frame.seq <= this.#newest) this.video.outdated(this.nowMs);
    else if (!hasCredit) this.video.broke(this.nowMs);
    else {
      this.#newest = frame.seq;
      this.video.sent(frame, this.nowMs);
      this.sent.push({ kind: 'video', ...frame });
    }
  }

  needsKey(hasCredit = true): boolean {
    const needs = this.video.needsKey(hasCredit, this.nowMs);
    if (needs) this.keys += 1;
    return needs;
  }
}

const key = (seq: number, tier: VideoTier = 'lean'): ChainedFrame => ({ seq, tier, key: true, dependsOn: seq });
const delta = (seq: number, tier: VideoTier = 'lean'): ChainedFrame => ({ seq, tier, key: false, dependsOn: seq - 1 });

/** A viewer whose link carries one megabit per second. */
function decided(): Model {
  const model = new Model();
  model.decide(1);
  return model;
}

describe('the video of a viewer', () => {
  it('never skips back, never sends a number twice, and never what the decoder lacks', () => {
    const step = fc.record({
      jpegFirst: fc.boolean(),
      jpegLate: fc.nat(3),
      isKey: fc.nat(15).map((chance) => chance === 0),
      lost: fc.nat(20).map((chance) => chance === 0),
      credit: fc.nat(8).map((chance) => chance > 0),
      megabits: fc.constantFrom(0.1, 0.5, 1, 1, 1, 3, 40),
      reset: fc.nat(30).map((chance) => chance === 0),
      withdraws: fc.nat(40).map((chance) => chance === 0),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const model = new Model();
        for (const [seq, { jpegFirst, jpegLate, isKey, lost, credit, megabits, reset, withdraws }] of steps.entries()) {
          model.nowMs += FRAME_MS;
          model.decide(megabits);
          if (reset) model.video.broke(model.nowMs);
          if (withdraws) model.offer(seq % 2 === 0 ? [] : [LEAN, THIN]);
          if (jpegFirst) model.jpeg(seq - jpegLate, credit);
          for (const tier of ['lean', 'thin'] as const) {
            if (!lost) model.frame(isKey || seq === 0 ? key(seq, tier) : delta(seq, tier), credit);
          }
          if (!jpegFirst) model.jpeg(seq, credit);
        }
        let decoder: ChainedFrame | undefined;
        for (const [index, frame] of model.sent.entries()) {
          expect(frame.seq).toBeGreaterThan(model.sent[index - 1]?.seq ?? -1);
          if (frame.kind === 'jpeg') continue;
          if (!frame.key) expect(decoder).toMatchObject({ tier: frame.tier, seq: frame.dependsOn });
          decoder = frame;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('shows JPEG at least four times a second until a key frame comes, and all JPEGs after a second', () => {
    const model = decided();
    for (let seq = 0; seq < 90; seq += 1) {
      model.nowMs = seq * FRAME_MS;
      model.jpeg(seq);
    }
    const times = model.sent.map((frame) => ('atMs' in frame ? frame.atMs : 0));
    expect(times[0]).toBe(0);
    for (const [index, time] of times.entries()) expect(time - (times[index - 1] ?? 0)).toBeLessThanOrEqual(250 + FRAME_MS);
    expect(times.filter((time) => time >= 1000)).toHaveLength(90 - Math.ceil(1000 / FRAME_MS));
  });

  it('shows video as soon as a key frame comes, and no JPEG from then on', () => {
    const model = decided();
    model.jpeg(0);
    expect(model.needsKey()).toBe(true);
    for (let seq = 1; seq < 60; seq += 1) {
      model.nowMs = seq * FRAME_MS;
      model.jpeg(seq);
      model.frame(seq === 2 ? key(seq) : delta(seq));
    }
    expect(model.sent.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['jpeg', 0],
      ...Array.from({ length: 58 }, (_, at) => ['video', at + 2]),
    ]);
    expect(model.video.shown).toBe('lean');
    expect(model.needsKey()).toBe(false);
  });

  it('falls to JPEG within a second when the video stops, and asks for a key frame', () => {
    const model = decided();
    model.frame(key(0));
    for (let seq = 1; seq < 60; seq += 1) {
      model.nowMs = seq * FRAME_MS;
      model.jpeg(seq);
    }
    const [, firstJpeg] = model.sent;
    expect(firstJpeg).toMatchObject({ kind: 'jpeg' });
    expect((firstJpeg?.seq ?? 0) * FRAME_MS).toBeLessThan(1000);
    expect(model.needsKey()).toBe(true);
  });

  it('stays with the video of a slow camera whose JPEG always comes first', () => {
    const model = decided();
    model.frame(key(0));
    for (let seq = 1; seq < 10; seq += 1) {
      model.nowMs = seq * 5000;
      model.jpeg(seq);
      model.nowMs += 20;
      model.frame(delta(seq));
    }
    expect(model.sent.every(({ kind }) => kind === 'video')).toBe(true);
  });

  it('holds JPEGs after one excluded a key frame, and not for ever when all key frames are old', () => {
    const model = decided();
    for (let seq = 0; seq < 300; seq += 1) {
      model.nowMs = seq * FRAME_MS;
      model.jpeg(seq);
      model.frame(key(seq));
      if (model.video.shown !== undefined) break;
    }
    // The key frame of the same moment as the first JPEG is excluded, the next one is not.
    expect(model.sent.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['jpeg', 0],
      ['video', 1],
    ]);
    const old = decided();
    for (let seq = 10; seq < 310; seq += 1) {
      old.nowMs = seq * FRAME_MS;
      old.jpeg(seq);
      old.frame(key(seq - 10));
    }
    expect(old.sent.length).toBeGreaterThan(150);
  });

  it('asks for few key frames, whatever the viewer does, and for none without credit', () => {
    const allowance = new KeyAllowance(0);
    let asked = 0;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
      // Watches anew, and resets its decoder at once.
      const video = new ViewerVideo({ prefer: 'economical', allowance }, nowMs);
      video.source({ tiers: [LEAN], width: 1280, jpegBytesPerSecond: undefined }, nowMs);
      video.decide({ isSure: true, bytesPerSecond: 1e6, jpegReduced: false }, nowMs);
      expect(video.needsKey(false, nowMs)).toBe(false);
      if (video.needsKey(true, nowMs)) asked += 1;
      video.broke(nowMs);
    }
    expect(asked).toBeLessThanOrEqual(4 + 60_000 / 3000);
  });

  it('leaves out tiers that are wider or faster than the viewer asked for', () => {
    const tierFor = (options: { maxWidth?: number; maxFps?: number }, width = 1280): VideoTier | undefined => {
      const video = new ViewerVideo({ prefer: 'economical', allowance: new KeyAllowance(0), ...options }, 0);
      video.source({ tiers: [LEAN, THIN], width, jpegBytesPerSecond: undefined }, 0);
      video.decide({ isSure: true, bytesPerSecond: 1e6, jpegReduced: false }, 0);
      return video.tier;
    };
    expect(tierFor({})).toBe('lean');
    expect(tierFor({ maxWidth: 1000 })).toBe('thin');
    expect(tierFor({ maxWidth: 1000 }, 800)).toBe('lean');
    expect(tierFor({ maxWidth: 320 })).toBeUndefined();
    expect(tierFor({ maxFps: 15 })).toBeUndefined();
  });
});
