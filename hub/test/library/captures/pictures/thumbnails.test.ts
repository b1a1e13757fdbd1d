import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MasterFormat } from '@eyepiece/shared-types';
import pino from 'pino';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Thumbnails } from '../../../../src/library/captures/pictures/thumbnails.ts';
import { filesBelow } from '../folders-below.ts';
import { FolderStore } from '../../../../src/library/store/folder/folder-store.ts';
import { localPathOf, useDataFolder } from '../folders.ts';
import { jpeg, tiff16, twoPages } from '../images.ts';

const dataDir = useDataFolder();
const capture = {
  id: '0b4f6c1e-5f4e-4b0f-9a39-2f6d8f1f3a10',
  sha256: 'a'.repeat(64),
  format: 'tiff' as MasterFormat,
  bitDepth: 8,
  path: 'master',
};
let thumbnails: Thumbnails;
const open = async (): Promise<Thumbnails> => {
  const files = new FolderStore({ root: dataDir() });
  await files.prepare();
  return new Thumbnails({ files, logger: pino({ level: 'silent' }) });
};

beforeEach(async () => {
  thumbnails = await open();
});
afterEach(() => thumbnails.close());

const master = (bytes: Uint8Array): Promise<void> => writeFile(join(dataDir(), 'captures', 'master'), bytes);
async function levels(path: string): Promise<{ min: number; max: number; mean: number }> {
  const { channels } = await sharp(path).stats();
  const [first] = channels;
  if (first === undefined) throw new Error('no channel');
  return first;
}

it('fits both sizes, and keeps the aspect ratio', async () => {
  await master(await jpeg(2000, 1000));
  const [small, large] = [await thumbnails.get(capture, 'small'), await thumbnails.get(capture, 'large')];
  expect(await sharp(localPathOf(small)).metadata()).toMatchObject({ format: 'webp', width: 320, height: 160 });
  expect(await sharp(localPathOf(large)).metadata()).toMatchObject({ format: 'webp', width: 1280, height: 640 });
  expect(small.sizeBytes).toBe((await readFile(localPathOf(small))).length);
  expect(small.etag).not.toBe(large.etag);
});

it('does not enlarge', async () => {
  await master(await jpeg(100, 60));
  const path = localPathOf(await thumbnails.get(capture, 'large'));
  expect(await sharp(path).metadata()).toMatchObject({ width: 100, height: 60 });
});

it('rotates a picture by its EXIF orientation', async () => {
  await master(
    await sharp(await jpeg(640, 320))
      .withMetadata({ orientation: 6 })
      .toBuffer(),
  );
  const path = localPathOf(await thumbnails.get(capture, 'small'));
  expect(await sharp(path).metadata()).toMatchObject({ width: 160, height: 320 });
});

it.each([10, 12, 14, 16])('shows the full range of %i bits in 16', async (bitDepth) => {
  const white = 2 ** bitDepth - 1;
  await master(tiff16(320, 64, (x) => (x < 160 ? 0 : white)));
  const path = localPathOf(await thumbnails.get({ ...capture, bitDepth }, 'small'));
  const { min, max, mean } = await levels(path);
  expect(min).toBeLessThan(4);
  expect(max).toBeGreaterThan(251);
  expect(Math.abs(mean - 127.5)).toBeLessThan(4);
});

it('shows the first page of a 12-bit OME-TIFF at full brightness', async () => {
  const page = (level: number): Buffer => tiff16(320, 64, () => level);
  await master(twoPages(page(2048), page(0)));
  const path = localPathOf(await thumbnails.get({ ...capture, format: 'ome-tiff', bitDepth: 12 }, 'small'));
  const { width, height } = await sharp(path).metadata();
  expect([width, height]).toEqual([320, 64]);
  expect(Math.abs((await levels(path)).mean - 127.5)).toBeLessThan(4);
});

it('shows 12-bit colours of a 16-bit PNG', async () => {
  const pixels = Uint16Array.from({ length: 64 * 64 * 3 }, (_, index) => [4095, 2048, 0][index % 3] ?? 0);
  await master(
    await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer(),
  );
  const path = localPathOf(await thumbnails.get({ ...capture, format: 'png', bitDepth: 12 }, 'small'));
  const { channels } = await sharp(path).stats();
  for (const [index, expected] of [255, 128, 0].entries()) expect(Math.abs((channels[index]?.mean ?? 0) - expected)).toBeLessThan(8);
});

it.each(['raw', 'mp4'] as const)('makes those of a %s file from its preview, once it has arrived', async (format) => {
  const clip = { ...capture, format, bitDepth: 12 };
  await master(Buffer.from('not a picture'));
  await expect(thumbnails.get(clip, 'small')).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('not arrived') as string,
  });
  await writeFile(join(dataDir(), 'captures', 'master.preview.jpg'), await jpeg(640, 480, '#808080'));
  const path = localPathOf(await thumbnails.get(clip, 'small'));
  expect(Math.abs((await levels(path)).mean - 0x80)).toBeLessThan(3);
});

it('shows 8 bits unchanged', async () => {
  await master(
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#404040' } })
      .png()
      .toBuffer(),
  );
  const path = localPathOf(await thumbnails.get(capture, 'small'));
  expect(Math.abs((await levels(path)).mean - 0x40)).toBeLessThan(3);
});

it('makes one file for simultaneous requests, and serves that file afterwards', async () => {
  await master(await jpeg(640, 480));
  const answers = await Promise.all(Array.from({ length: 20 }, () => thumbnails.get(capture, 'small')));
  expect(new Set(answers.map(localPathOf)).size).toBe(1);
  expect(await filesBelow(join(dataDir(), 'thumbnails'))).toEqual([`0b/${capture.id}-small.webp`]);
  await writeFile(answers.map(localPathOf)[0] ?? '', 'marked');
  expect((await thumbnails.get(capture, 'small')).sizeBytes).toBe('marked'.length);
});

it('makes both sizes in the background', async () => {
  await master(await jpeg(640, 480));
  thumbnails.schedule(capture);
  await Promise.all([thumbnails.get(capture, 'small'), thumbnails.get(capture, 'large')]);
  expect(await filesBelow(join(dataDir(), 'thumbnails'))).toHaveLength(2);
});

it('refuses a damaged master, and continues with others', async () => {
  const whole = await jpeg(640, 480);
  await master(whole.subarray(0, whole.length / 2));
  thumbnails.schedule(capture);
  const other = { ...capture, id: '1b4f6c1e-5f4e-4b0f-9a39-2f6d8f1f3a10', path: 'other' };
  await writeFile(join(dataDir(), 'captures', 'other'), whole);
  await expect(thumbnails.get(capture, 'small')).rejects.toMatchObject({ code: 'image_rejected', status: 422 });
  await expect(thumbnails.get(other, 'small')).resolves.toBeDefined();
  await master(whole);
  await expect(thumbnails.get(capture, 'small')).rejects.toMatchObject({ code: 'image_rejected' });
});

it('reports a missing master, and makes the thumbnail once it is back', async () => {
  await expect(thumbnails.get(capture, 'small')).rejects.toMatchObject({ code: 'not_found' });
  await master(await jpeg());
  await expect(thumbnails.get(capture, 'small')).resolves.toBeDefined();
});

it('deletes the remains of a crash at the start, and keeps complete files', async () => {
  await master(await jpeg());
  await thumbnails.get(capture, 'small');
  await writeFile(join(dataDir(), 'thumbnails', '.incoming', 'half.part'), 'x');
  await open();
  expect(await filesBelow(join(dataDir(), 'thumbnails'))).toEqual([`0b/${capture.id}-small.webp`]);
});

it('makes no thumbnails after it is closed', async () => {
  await master(await jpeg());
  await thumbnails.close();
  await expect(thumbnails.get(capture, 'small')).rejects.toMatchObject({ code: 'shutting_down' });
});
