import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import sharp from 'sharp';
import { checkImage } from '../../src/captures/image-check.ts';
import { useDataFolder } from './folders.ts';
import { jpeg, jpegClaiming, tiff16 } from './images.ts';

const dataDir = useDataFolder();
type Claimed = Parameters<typeof checkImage>[1];

async function check(bytes: Uint8Array, claimed: Partial<Claimed> = {}): Promise<void> {
  const path = join(dataDir(), 'picture');
  await writeFile(path, bytes);
  await checkImage(path, { format: 'jpg', width: 64, height: 48, ...claimed });
}
const png = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

it('takes each format as what it is', async () => {
  await check(await jpeg());
  await check(await png(), { format: 'png' });
  await check(
    tiff16(64, 48, () => 1),
    { format: 'tiff' },
  );
});

it.each<[string, () => Promise<Uint8Array> | Uint8Array, Partial<Claimed>, RegExp]>([
  ['another format', png, {}, /not jpg: it starts with 89504e47/],
  ['another width', () => jpeg(), { width: 65 }, /64 × 48; its metadata says 65 × 48/],
  ['another height', () => jpeg(), { height: 47 }, /64 × 48; its metadata says 64 × 47/],
  [
    'a header of 60,000 × 60,000',
    () => jpegClaiming(60_000, 60_000),
    { width: 60_000, height: 60_000 },
    /pixel limit \(at most 100000000 pixels\)/,
  ],
  ['SVG', () => Buffer.from('<svg width="64" height="48" xmlns="http://www.w3.org/2000/svg"/>'), {}, /not jpg/],
  ['an empty file', () => Buffer.alloc(0), {}, /not jpg/],
  ['a header cut short', async () => (await jpeg()).subarray(0, 30), {}, /cannot be read/],
  ['a JPEG start and then nonsense', () => Buffer.from('ffd8ffe000104a464946'.padEnd(400, '7')), {}, /not jpg|cannot be read/],
])('refuses %s', async (_what, bytes, claimed, message) => {
  await expect(check(await bytes(), claimed)).rejects.toMatchObject({
    code: 'image_rejected',
    status: 422,
    message: expect.stringMatching(message) as string,
  });
});
