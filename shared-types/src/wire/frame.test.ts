import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeSampleFrame,
  encodeVideoFrame,
  framePayload,
  FrameError,
  readFrameHeader,
  seqDistance,
  type FrameHeader,
} from './frame.ts';

/** `kind` is 1 where it is absent. `readOnly`: this codec reads the message and never writes it. */
interface ValidVector {
  name: string;
  fields: Omit<FrameHeader, 'kind'>;
  payload: string;
  hex: string;
  readOnly?: boolean;
}
interface InvalidVector {
  name: string;
  error: string;
  hex: string;
}

function vectors<T>(file: string): T[] {
  return JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8')) as T[];
}
function encode(fields: ValidVector['fields'], payload: Uint8Array): Uint8Array {
  if (fields.samples) return encodeSampleFrame(fields, fields.samples, payload);
  return fields.video ? encodeVideoFrame(fields, fields.video, payload) : encodeFrame(fields, payload);
}
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('valid frames', () => {
  it.each(vectors<ValidVector>('frames.valid.json'))('reads $name', ({ fields, payload, hex }) => {
    const message = bytes(hex);
    const header = readFrameHeader(message);
    expect(header).toEqual({ kind: 1, ...fields });
    expect(Buffer.from(framePayload(message, header)).toString('hex')).toBe(payload);
  });

  const writable = vectors<ValidVector>('frames.valid.json').filter(({ readOnly }) => !readOnly);
  it.each(writable)('writes $name', ({ fields, payload, hex }) => {
    expect(Buffer.from(encode(fields, bytes(payload))).toString('hex')).toBe(hex);
  });

  it('reads a frame that starts in the middle of a larger buffer', () => {
    const [vector] = vectors<ValidVector>('frames.valid.json');
    const message = bytes(vector!.hex);
    const padded = new Uint8Array(message.length + 7);
    padded.set(message, 7);
    expect(readFrameHeader(padded.subarray(7)).seq).toBe(vector!.fields.seq);
  });
});

describe('the first bytes of a frame', () => {
  it('are enough for its header', () => {
    const [vector] = vectors<ValidVector>('frames.valid.json');
    const message = bytes(vector!.hex);
    expect(readFrameHeader(message.subarray(0, 40), message.length)).toEqual({ kind: 1, ...vector!.fields });
    expect(() => readFrameHeader(message.subarray(0, 40), message.length + 1)).toThrow(
      expect.objectContaining({ code: 'payload_length_mismatch' }),
    );
  });

  it('of a video frame are 48', () => {
    const vector = vectors<ValidVector>('frames.valid.json').find(({ fields }) => fields.video);
    const message = bytes(vector!.hex);
    expect(readFrameHeader(message.subarray(0, 48), message.length)).toEqual(vector!.fields);
    expect(() => readFrameHeader(message.subarray(0, 47), message.length)).toThrow(expect.objectContaining({ code: 'frame_too_short' }));
  });
});

describe('invalid frames', () => {
  it.each(vectors<InvalidVector>('frames.invalid.json'))('rejects $name as $error', ({ error, hex }) => {
    expect(() => readFrameHeader(bytes(hex))).toThrow(expect.objectContaining({ name: 'FrameError', code: error }));
  });

  it.each([
    ['seq', -1],
    ['seq', 2 ** 32],
    ['width', 65536],
    ['height', 1.5],
    ['capturedAtUs', 2 ** 53],
    ['exposureMs', Number.NaN],
    ['gainDb', Number.POSITIVE_INFINITY],
  ])('refuses to write %s %d', (field, value) => {
    const fields = { seq: 0, flags: 0, capturedAtUs: 0, width: 1, height: 1, exposureMs: 1, gainDb: 0, [field]: value };
    expect(() => encodeFrame(fields, new Uint8Array())).toThrow(FrameError);
  });

  it.each([
    ['a key frame that depends on another', true, 6],
    ['a delta frame that depends on itself', false, 7],
    ['a reference below 0', false, -1],
    ['a reference of 2^32', false, 2 ** 32],
  ])('refuses to write %s', (_what, key, dependsOn) => {
    const fields = { seq: 7, flags: 0, capturedAtUs: 0, width: 1, height: 1, exposureMs: 1, gainDb: 0 };
    expect(() => encodeVideoFrame(fields, { codec: 'h264', tier: 'lean', key, dependsOn }, new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'bad_value' }),
    );
  });
});

describe('frames of samples', () => {
  const fields = { seq: 7, flags: 0, capturedAtUs: 0, width: 2, height: 2, exposureMs: 1, gainDb: 0 };

  it('have their fields in the first 44 bytes', () => {
    const message = encodeSampleFrame(fields, { bits: 12, channels: 1 }, new Uint8Array(8));
    expect(readFrameHeader(message.subarray(0, 44), message.length).samples).toEqual({ bits: 12, channels: 1 });
    expect(() => readFrameHeader(message.subarray(0, 43), message.length)).toThrow(expect.objectContaining({ code: 'frame_too_short' }));
  });

  it.each([
    ['no bits', { bits: 0, channels: 1 }],
    ['17 bits', { bits: 17, channels: 1 }],
    ['half a bit', { bits: 12.5, channels: 1 }],
    ['a mosaic of colours', { bits: 12, channels: 3, mosaic: 'RGGB' }],
  ] as const)('are not written with %s', (_what, samples) => {
    expect(() => encodeSampleFrame(fields, samples, new Uint8Array(8))).toThrow(expect.objectContaining({ code: 'bad_value' }));
  });

  it.each([
    [1, 65_535, 65_535, 'too_large'],
    [200, 2, 2, 'bad_value'],
    [20, 200, 200, 'bad_value'],
  ])('are not written with %d bytes for %d×%d px', (payloadBytes, width, height, code) => {
    const write = () => encodeSampleFrame({ ...fields, width, height }, { bits: 12, channels: 1 }, new Uint8Array(payloadBytes));
    expect(write).toThrow(expect.objectContaining({ code }));
  });
});

describe('seqDistance', () => {
  it.each([
    [5, 3, 2],
    [3, 5, -2],
    [0, 0xffff_ffff, 1],
    [0xffff_ffff, 0, -1],
    [9, 9, 0],
  ])('%d is %3$d ahead of %d', (seq, earlier, distance) => {
    expect(seqDistance(seq, earlier)).toBe(distance);
  });
});
