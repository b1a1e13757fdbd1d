import { expect, it } from 'vitest';
import type { FrameHeader, VideoTier } from './frame.ts';
import { VideoChain } from './video-chain.ts';

function header(seq: number, dependsOn: number, tier: VideoTier = 'lean'): FrameHeader {
  const video = { codec: 'h264', tier, key: seq === dependsOn, dependsOn } as const;
  const sizes = { headerBytes: 48, payloadBytes: 4, width: 320, height: 256 };
  return { kind: 2, seq, flags: 0, capturedAtUs: 0, exposureMs: 8, gainDb: 0, ...sizes, video };
}

it('follows a chain with left out frames and across the end of the numbers', () => {
  const chain = new VideoChain();
  const frames = [header(4294967290, 4294967290), header(4294967295, 4294967290), header(3, 4294967295), header(4, 3)];
  expect(frames.map((frame) => chain.follows(frame))).toEqual([true, true, true, true]);
});

it.each([
  ['without a key frame first', [header(5, 4)]],
  ['after a lost frame', [header(1, 1), header(3, 2)]],
  ['of another tier', [header(1, 1), header(2, 1, 'thin')]],
  ['after a frame that could not follow', [header(1, 1), header(3, 2), header(4, 1)]],
])('refuses a delta frame %s, and takes the next key frame', (_case, frames) => {
  const chain = new VideoChain();
  expect(frames.map((frame) => chain.follows(frame)).at(-1)).toBe(false);
  expect([header(9, 9), header(10, 9)].map((frame) => chain.follows(frame))).toEqual([true, true]);
});

it('needs a key frame after its end', () => {
  const chain = new VideoChain();
  chain.follows(header(1, 1));
  chain.end();
  expect(chain.follows(header(2, 1))).toBe(false);
});
