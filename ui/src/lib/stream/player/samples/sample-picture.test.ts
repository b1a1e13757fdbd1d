import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { encodeSampleFrame, readFrameHeader, type SampleFields } from '@eyepiece/shared-types/wire/frame';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inflated } from './inflate.ts';
import { SamplePicture } from './sample-picture.ts';

interface Vector {
  name: string;
  width: number;
  height: number;
  samples: SampleFields;
  deflated: string;
  values: number[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../../../shared-types/vectors/samples.json', import.meta.url), 'utf8'),
) as Vector[];

class FakeImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(width * height * 4);
  }
}

beforeEach(() => {
  vi.stubGlobal('ImageData', FakeImage);
  vi.stubGlobal('createImageBitmap', (image: FakeImage) => Promise.resolve(image));
});
afterEach(() => vi.unstubAllGlobals());

function decode(width: number, height: number, fields: SampleFields, deflated: Uint8Array): Promise<SamplePicture> {
  const frame = { seq: 1, flags: 0, capturedAtUs: 0, width, height, exposureMs: 1, gainDb: 0 };
  const message = encodeSampleFrame(frame, fields, deflated);
  return SamplePicture.decode(message, readFrameHeader(message));
}

/** Samples without prediction: the first row and column are differences, so only one sample is exact. */
async function pictureOf(width: number, height: number, values: readonly number[], fields: SampleFields): Promise<SamplePicture> {
  return decode(width, height, fields, deflateRawSync(planesOf(width * fields.channels, values, fields)));
}

/** As the camera service codes them, one sample after another. */
function planesOf(row: number, values: readonly number[], { channels, mosaic }: SampleFields): Uint8Array {
  const [across, down] = mosaic ? [2, 2] : [channels, 1];
  const planes = new Uint8Array(values.length * 2);
  for (const [at, value] of values.entries()) {
    const left = at % row >= across ? values[at - across] : undefined;
    const above = values[at - down * row];
    const predicted = left === undefined ? (above ?? 0) : above === undefined ? left : (left >> 1) + (above >> 1);
    const difference = ((value - predicted) << 16) >> 16;
    const folded = ((difference << 1) ^ (difference >> 15)) & 0xffff;
    planes[at] = folded & 0xff;
    planes[at + values.length] = folded >> 8;
  }
  return planes;
}

async function levels(picture: SamplePicture, window: Parameters<SamplePicture['developed']>[0]): Promise<number[]> {
  const { bitmap } = await picture.developed(window);
  return [...(bitmap as unknown as FakeImage).data];
}

it.each(vectors)('has the values of $name at each position', async ({ width, height, samples, deflated, values }) => {
  const picture = await decode(width, height, samples, Buffer.from(deflated, 'hex'));
  const read = Array.from({ length: width * height }, (_, pixel) => {
    const at = { u: ((pixel % width) + 0.5) / width, v: (Math.floor(pixel / width) + 0.5) / height };
    const value = picture.at(at);
    return samples.channels === 3 ? [value?.red, value?.green, value?.blue] : [value?.green];
  });
  expect(read.flat()).toEqual(values);
});

it('names the colour of a value of a mosaic, and knows where the picture ends', async () => {
  const picture = await pictureOf(2, 2, [1, 2, 3, 4], { bits: 12, channels: 1, mosaic: 'GRBG' });
  const at = (u: number, v: number) => picture.at({ u, v });
  expect([at(0, 0), at(0.5, 0), at(0, 0.5), at(0.5, 0.5)].map((pixel) => [pixel?.only, pixel?.green, pixel?.bits])).toEqual([
    ['green', 1, 12],
    ['red', 2, 12],
    ['blue', 3, 12],
    ['green', 4, 12],
  ]);
  expect([at(1, 0), at(0, 1), at(-0.1, 0)]).toEqual([null, null, null]);
});

it('is developed through the window', async () => {
  const picture = await pictureOf(4, 1, [0, 1000, 2000, 4095], { bits: 12, channels: 1 });
  const window = { black: 1000 / 4095, white: 3000 / 4095, gamma: 1 };
  expect((await levels(picture, window)).filter((_, at) => at % 4 === 0)).toEqual([0, 0, 128, 255]);
  expect((await levels(picture, { ...window, gamma: 2 })).slice(8, 12)).toEqual([180, 180, 180, 255]);
  expect((await picture.developed('auto')).shown).toMatchObject({ black: 0, gamma: 1 });
});

it('develops a flat mosaic without a pattern, up to its border', async () => {
  const values = Array.from({ length: 25 }, (_, at) => ({ red: 3000, green: 2000, blue: 1000 })[colorAt(at % 5, Math.floor(at / 5))]);
  const picture = await pictureOf(5, 5, values, { bits: 12, channels: 1, mosaic: 'RGGB' });
  const rgba = await levels(picture, { black: 0, white: 1, gamma: 1 });
  const pixels = Array.from({ length: 25 }, (_, at) => rgba.slice(at * 4, at * 4 + 4).join());
  expect(new Set(pixels)).toEqual(new Set([[187, 125, 62, 255].join()]));
});

function colorAt(column: number, row: number): 'red' | 'green' | 'blue' {
  if (column % 2 !== row % 2) return 'green';
  return column % 2 === 0 ? 'red' : 'blue';
}

it('clips 0.1 % of the samples at each end automatically', async () => {
  const values = Array.from({ length: 70_000 }, (_, at) => (at < 350 ? 0 : at >= 69_965 ? 65_535 : 1000 + (at % 5000)));
  const { shown } = await (await pictureOf(700, 100, values, { bits: 16, channels: 1 })).developed('auto');
  expect(shown.black * 65_535).toBe(0);
  expect(Math.round(shown.white * 65_535)).toBeGreaterThan(5900);
  expect(Math.round(shown.white * 65_535)).toBeLessThan(6001);
});

it('marks samples with the largest value, whatever the window', async () => {
  const picture = await pictureOf(2, 1, [5, 4095, 5, 4094, 4094, 4094], { bits: 12, channels: 3 });
  const marks = new Uint32Array(2).fill(1);
  picture.markSaturated(marks, 9);
  expect([...marks]).toEqual([9, 0]);
});

describe('a payload that lies', () => {
  const fields = { bits: 12, channels: 1 } as const;

  it.each([
    ['inflates to more', new Uint8Array(40_000), 'inflate to more than 128 bytes'],
    ['inflates to less', new Uint8Array(127), 'inflate to 127 bytes, not 128'],
  ])('because it %s is refused', async (_why, planes, message) => {
    await expect(decode(8, 8, fields, deflateRawSync(planes))).rejects.toThrow(message);
  });

  it.each([
    ['is cut off', deflateRawSync(Buffer.from(Array.from({ length: 128 }, (_, at) => at))).subarray(0, -20)],
    ['is no deflate', new Uint8Array(64).fill(255)],
    ['goes on after its end', Buffer.concat([deflateRawSync(new Uint8Array(128)), Buffer.alloc(8)])],
  ])('because it %s is refused', async (_why, deflated) => {
    await expect(decode(8, 8, fields, deflated)).rejects.toThrow();
  });

  it('is not read on beyond its size', async () => {
    const bomb = deflateRawSync(new Uint8Array(64 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    await expect(inflated(bomb, 1024)).rejects.toThrow('more than 1024 bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });
});
