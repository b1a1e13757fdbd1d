import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { countAll, countSamples, decode, scan, wholeOf, type Samples } from '../../../../src/library/captures/pictures/samples.ts';
import { tailsOf, throughWindow } from '../../../../src/library/captures/pictures/window.ts';
import { useDataFolder } from '../folders.ts';
import { tiff16, twoPages } from '../images.ts';

const dataDir = useDataFolder();

async function decoded(bytes: Uint8Array, bitDepth: number): Promise<Samples> {
  const path = join(dataDir(), 'picture');
  await writeFile(path, bytes);
  return decode({ path, bitDepth });
}
const ramp = (max: number, channels: 1 | 3): Uint16Array =>
  Uint16Array.from(
    { length: 64 * 8 * channels },
    (_, index) => Math.round(((Math.floor(index / channels) % 64) * max) / 63) >> (index % channels),
  );
const raw = (data: Uint8Array | Uint16Array, channels: 1 | 3): Sharp => sharp(data, { raw: { width: 64, height: 8, channels } });

it.each([10, 12, 16])('decodes %i bits in 16 exactly, grey and colour', async (bitDepth) => {
  const max = 2 ** bitDepth - 1;
  const grey = ramp(max, 1);
  const tiff = await decoded(
    tiff16(64, 8, (x) => grey[x] ?? 0),
    bitDepth,
  );
  expect(tiff).toMatchObject({ width: 64, height: 8, channels: 1, max });
  expect([...tiff.data]).toEqual([...grey]);
  const colours = ramp(max, 3);
  const png = await decoded(await raw(colours, 3).toColourspace('rgb16').png().toBuffer(), bitDepth);
  expect(png).toMatchObject({ channels: 3, max });
  expect([...png.data]).toEqual([...colours]);
});

it('decodes 8 bits unchanged, and the first of several pages', async () => {
  const grey = Uint8Array.from(ramp(255, 1));
  const mono = await decoded(await raw(grey, 1).toColourspace('b-w').png().toBuffer(), 8);
  expect([mono.channels, mono.max, [...mono.data]]).toEqual([1, 255, [...grey]]);
  const jpeg = await decoded(
    await raw(Uint8Array.from(ramp(255, 3)), 3)
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer(),
    8,
  );
  expect([jpeg.channels, jpeg.max]).toEqual([3, 255]);
  const page = (level: number): Buffer => tiff16(64, 8, () => level);
  const { data } = await decoded(twoPages(page(2048), page(7)), 12);
  expect(new Set(data)).toEqual(new Set([2048]));
});

it('finds the tails of the histogram, and maps samples through a window', async () => {
  const samples: Samples = { data: Uint16Array.from([0, 1000, 2000, 3000, 4095]), width: 5, height: 1, channels: 1, max: 4095 };
  expect(tailsOf(await countSamples(samples))).toEqual({ low: 0, high: 4095 });
  expect([...(await throughWindow(wholeOf(samples), { black: 1000, white: 3000, gamma: 1 }))]).toEqual([0, 0, 128, 255, 255]);
  expect([...(await throughWindow(wholeOf(samples), { black: 1000, white: 3000, gamma: 0.5 }))]).toEqual([0, 0, 64, 255, 255]);
});

it.each([1, 3] as const)('reads the same samples of %i channels in strips as in one piece', async (channels) => {
  const colours = ramp(65_535, channels);
  const file = await raw(colours, channels)
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();
  const whole = await decoded(file, 16);
  const picture = { path: join(dataDir(), 'picture'), bitDepth: 16 };
  const strips = await scan(picture, { stripBytes: 64 * channels * 2 * 3 });
  expect(strips).toMatchObject({ width: 64, height: 8, channels, max: 65_535, small: false });
  const read: number[] = [];
  const heights: number[] = [];
  for await (const strip of strips.strips()) {
    read.push(...strip.data);
    heights.push(strip.height);
  }
  expect(heights).toEqual([3, 3, 2]);
  expect(read).toEqual([...whole.data]);
  expect(await countAll(strips)).toEqual(await countSamples(whole));
  const window = { black: 1000, white: 60_000, gamma: 1.5 };
  expect(await throughWindow(strips, window)).toEqual(await throughWindow(wholeOf(whole), window));
});

it('reads a scaled and rotated picture in strips', async () => {
  const colours = ramp(65_535, 3);
  await decoded(await raw(colours, 3).toColourspace('rgb16').png().withMetadata({ orientation: 6 }).toBuffer(), 16);
  const turned = await scan({ path: join(dataDir(), 'picture'), bitDepth: 16 }, { width: 4, stripBytes: 4 * 3 * 2 * 5 });
  expect(turned).toMatchObject({ width: 4, height: 32, small: false });
  let rows = 0;
  for await (const strip of turned.strips()) rows += strip.height;
  expect(rows).toBe(32);
});

it('stops between strips when the reader aborts', async () => {
  await decoded(
    tiff16(64, 8, (x) => x),
    16,
  );
  const strips = await scan({ path: join(dataDir(), 'picture'), bitDepth: 16 }, { stripBytes: 64 * 2 });
  const controller = new AbortController();
  const reading = strips.strips(controller.signal);
  expect((await reading.next()).done).toBe(false);
  controller.abort(new Error('gone'));
  await expect(reading.next()).rejects.toThrow('gone');
});
