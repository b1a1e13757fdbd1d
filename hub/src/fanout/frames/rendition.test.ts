import { encodeFrame, readFrameHeader } from '@eyepiece/shared-types';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Rendition } from './rendition.ts';
import { SharedFrame } from './shared-frame.ts';

let jpeg: Buffer;
beforeAll(async () => {
  jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a06030' } })
    .jpeg()
    .toBuffer();
});
afterEach(() => vi.restoreAllMocks());

function frame(seq: number, payload: Uint8Array = jpeg, size: { width?: number; height?: number } = {}): SharedFrame {
  const fields = { seq, flags: 0, capturedAtUs: seq, width: 64, height: 48, exposureMs: 1, gainDb: 0, ...size };
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

describe('a frame of a broken camera service', () => {
  const offered = async (payload: Uint8Array, size: { width?: number; height?: number } = {}): Promise<SharedFrame | string> => {
    const { promise, resolve } = Promise.withResolvers<SharedFrame | string>();
    new Rendition('half', { made: (result) => resolve(result), dropped: resolve }).offer(frame(1, payload, size));
    return promise;
  };

  it.each([
    ['without a payload', () => new Uint8Array(), {}],
    ['of one byte', () => new Uint8Array(1), {}],
    ['cut in the middle', () => jpeg.subarray(0, jpeg.length / 2), {}],
    ['with more pixels than its header says', () => jpeg, { width: 63 }],
    ['with a header of no pixels', () => jpeg, { width: 0, height: 0 }],
  ])('%s is undecodable', async (_what, payload, size) => {
    expect(await offered(payload(), size)).toBe('undecodable');
  });

  it('is never made larger than its picture, whatever its header says', async () => {
    const result = await offered(jpeg, { width: 65_535, height: 65_535 });
    expect(result).toBeInstanceOf(SharedFrame);
    expect((result as SharedFrame).header).toMatchObject({ width: 64, height: 48 });
  });

  it('with more pixels than any camera has is not decoded', async () => {
    const [width, height] = [10_000, 6000];
    const wide = Buffer.from(jpeg);
    const size = wide.indexOf(Buffer.from([0xff, 0xc0])) + 5;
    wide.writeUInt16BE(height, size);
    wide.writeUInt16BE(width, size + 2);
    expect(await offered(wide, { width, height })).toBe('undecodable');
  });
});
