/**
 * Tests the chain with random frames and a model of a decoder: whatever the camera sends and whatever cannot be sent, the
 * decoder gets nothing that it cannot decode.
 */
import { VIDEO_TIERS, type VideoTier } from '@eyepiece/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain, type ChainedFrame } from './chain.ts';

const tier = fc.constantFrom(...VIDEO_TIERS);
const action = fc.oneof(
  {
    weight: 12,
    // How many frames of its tier a delta frame skips, as if they were lost.
    arbitrary: fc.record({
      what: fc.constant('frame' as const),
      tier,
      key: fc.nat(7).map((chance) => chance === 0),
      lost: fc.nat(9).map((chance) => Math.max(0, chance - 7)),
      hasCredit: fc.nat(9).map((chance) => chance > 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('want' as const), tier: fc.option(tier, { nil: undefined }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('reset' as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Sends what the chain permits. @returns the frames that were sent, with `undefined` for a reset of the decoder */
function run(actions: readonly Action[], firstSeq = 0): (ChainedFrame | undefined)[] {
  const chain = new Chain();
  const sent: (ChainedFrame | undefined)[] = [];
  const lastOfTier = new Map<VideoTier, number>();
  let seq = firstSeq;
  for (const step of actions) {
    if (step.what === 'want') chain.want(step.tier);
    else if (step.what === 'reset') {
      chain.break();
      sent.push(undefined);
    } else {
      const before = lastOfTier.get(step.tier);
      for (let lost = 0; lost < step.lost; lost += 1) lastOfTier.set(step.tier, seq++ >>> 0);
      seq = (seq + 1) >>> 0;
      const key = step.key || before === undefined;
      const frame = { seq, tier: step.tier, key, dependsOn: key ? seq : (lastOfTier.get(step.tier) ?? seq) };
      lastOfTier.set(step.tier, seq);
      if (chain.place(frame) !== 'follows') continue;
      if (step.hasCredit) {
        chain.sent(frame);
        sent.push(frame);
      } else chain.break();
    }
  }
  return sent;
}

describe('Chain', () => {
  it('sends no frame that a decoder cannot decode, and never mixes tiers without a key frame', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), fc.constantFrom(0, 0xffff_ffd0), (actions, firstSeq) => {
        let decoder: ChainedFrame | undefined;
        for (const frame of run(actions, firstSeq)) {
          if (frame && !frame.key) expect(decoder).toMatchObject({ tier: frame.tier, seq: frame.dependsOn });
          decoder = frame;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('sends every frame of the chosen tier while none is missing', () => {
    fc.assert(
      fc.property(tier, fc.nat(100), (chosen, count) => {
        const want: Action = { what: 'want', tier: chosen };
        const frames = Array.from({ length: count }, (): Action => ({ what: 'frame', tier: chosen, key: false, lost: 0, hasCredit: true }));
        expect(run([want, ...frames])).toHaveLength(count);
      }),
    );
  });

  it('reports a gap once, then waits for a key frame', () => {
    const chain = new Chain();
    chain.want('lean');
    const frame = (seq: number, dependsOn: number): ChainedFrame => ({ seq, tier: 'lean', key: seq === dependsOn, dependsOn });
    expect(chain.place(frame(5, 4))).toBe('other');
    expect(chain.place(frame(6, 6))).toBe('follows');
    chain.sent(frame(6, 6));
    expect(chain.place(frame(8, 7))).toBe('gap');
    expect(chain.isWhole).toBe(false);
    expect(chain.place(frame(9, 8))).toBe('other');
    expect(chain.place(frame(10, 10))).toBe('follows');
  });
});
