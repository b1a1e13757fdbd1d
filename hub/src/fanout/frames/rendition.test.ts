import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Rendition } from './rendition.ts';
import { SharedFrame } from './shared-frame.ts';

let jpeg: Buffer;
beforeAll(async () => {
  jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a06030' } })
    .jpeg()
    .toBuffer();
});
afterEach(() => vi.restoreAllMocks());

function frame(seq: number, payload: Uint8Array = jpeg): SharedFrame {
  const fields = { seq, flags: 0, capturedAtUs: seq, width: 64, height: 48, exposureMs: 1, gainDb: 0 };
  const message = Buffer.from(encodeFrame(fields, payload));
  return new SharedFrame('cam', message, readFrameHeader(message), { receivedAtMs: seq, ordinal: seq, rendition: 'full' });
}

it('encodes a frame once, however often it is offered', async () => {
  const encode = vi.spyOn(sharp.prototype as Sharp, 'toBuffer');
  const made: SharedFrame[] = [];
  const rendition = new Rendition('half', { made: (result) => made.push(result), dropped: vi.fn() });
  const [first, second] = [frame(1), frame(2)];
  for (let count = 0; count < 100; count += 1) rendition.offer(first);
  await expect.poll(() => made.length).toBe(1);
  for (let count = 0; count < 100; count += 1) rendition.offer(first);
  expect(made).toHaveLength(101);
  expect(new Set(made).size).toBe(1);
  expect(encode).toHaveBeenCalledTimes(1);
  rendition.offer(second);
  await expect.poll(() => made.at(-1)?.ordinal).toBe(2);
  expect(encode).toHaveBeenCalledTimes(2);
});

it('tells each new reader that a frame cannot be decoded, without trying again', async () => {
  const encode = vi.spyOn(sharp.prototype as Sharp, 'toBuffer');
  const dropped = vi.fn();
  const rendition = new Rendition('half', { made: vi.fn(), dropped });
  const broken = frame(1, Buffer.from('no JPEG'));
  rendition.offer(broken);
  await expect.poll(() => dropped.mock.calls).toEqual([['undecodable', broken]]);
  rendition.offer(broken);
  expect(dropped).toHaveBeenCalledTimes(2);
  expect(encode).toHaveBeenCalledTimes(1);
});
