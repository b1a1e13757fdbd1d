import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import sharp from 'sharp';
import { checkMaster } from '../../../../src/library/captures/intake/master-check.ts';
import { useDataFolder } from '../folders.ts';
import { jpeg, jpegClaiming, tiff16 } from '../images.ts';
import { box, ftyp, longBox, moov, mp4, npy } from '../masters.ts';

const dataDir = useDataFolder();
type Claimed = Parameters<typeof checkMaster>[1];

async function check(bytes: Uint8Array, claimed: Partial<Claimed> = {}): Promise<void> {
  const path = join(dataDir(), 'picture');
  await writeFile(path, bytes);
  await checkMaster(path, { format: 'jpg', width: 64, height: 48, ...claimed });
}
const png = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

it('accepts each format', async () => {
  await check(await jpeg());
  await check(await png(), { format: 'png' });
  await check(
    tiff16(64, 48, () => 1),
    { format: 'tiff' },
  );
  await check(await png(), { format: 'png8' });
  await check(
    tiff16(64, 48, () => 1),
    { format: 'ome-tiff' },
  );
  await check(npy([48, 64]), { format: 'raw' });
  await check(mp4(64, 48), { format: 'mp4' });
});

it.each([
  ['8-bit samples', npy([48, 64], { descr: '|u1' })],
  ['three samples per pixel', npy([48, 64, 3], { descr: '|u1' })],
  ['big-endian samples', npy([48, 64], { descr: '>u2' })],
  ['a header of version 2', npy([48, 64], { version: 2 })],
])('accepts a raw file with %s', async (_what, bytes) => {
  await check(bytes, { format: 'raw' });
});

it.each([
  ['its index at the end', Buffer.concat([ftyp(), box('mdat', Buffer.alloc(5000)), moov(64, 48)])],
  ['64-bit box sizes', Buffer.concat([ftyp(), longBox('mdat', Buffer.alloc(5000)), moov(64, 48, 1)])],
  ['fragments', Buffer.concat([ftyp(), moov(64, 48), box('moof'), box('mdat', Buffer.alloc(100))])],
  ['no picture size', Buffer.concat([ftyp(), moov(0, 0)])],
])('accepts an mp4 with %s', async (_what, bytes) => {
  await check(bytes, { format: 'mp4' });
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
  ['a truncated header', async () => (await jpeg()).subarray(0, 30), {}, /cannot be read/],
  ['a raw file of another shape', () => npy([64, 48]), { format: 'raw' }, /48 × 64; its metadata says 64 × 48/],
  ['a truncated raw file', () => npy([48, 64]).subarray(0, -1), { format: 'raw' }, /has 6271 bytes; its header implies 6272/],
  ['a raw file of floating-point numbers', () => npy([48, 64], { descr: '<f4' }), { format: 'raw' }, /unsigned integers/],
  ['a raw file in column order', () => npy([48, 64], { fortran: true }), { format: 'raw' }, /C order/],
  ['a raw file with one dimension', () => npy([64]), { format: 'raw' }, /shape \(rows, columns\)/],
  ['a JPEG as a raw file', () => jpeg(), { format: 'raw' }, /not raw: it starts with ffd8/],
  ['an empty raw file', () => Buffer.alloc(0), { format: 'raw' }, /not raw/],
  ['an mp4 of another size', () => mp4(128, 48), { format: 'mp4' }, /128 × 48; its metadata says 64 × 48/],
  ['an mp4 without an index', () => Buffer.concat([ftyp(), box('mdat', Buffer.alloc(50))]), { format: 'mp4' }, /no index/],
  ['a truncated mp4', () => mp4(64, 48).subarray(0, 60), { format: 'mp4' }, /no index/],
  ['an mp4 with boxes of length 0', () => Buffer.concat([ftyp(), Buffer.alloc(64)]), { format: 'mp4' }, /no index/],
  [
    'an mp4 with too many boxes',
    () => Buffer.concat([ftyp(), ...Array<Buffer>(99).fill(box('free')), moov(64, 48)]),
    { format: 'mp4' },
    /no index/,
  ],
  ['a PNG as an mp4', png, { format: 'mp4' }, /not mp4/],
  ['a JPEG signature followed by garbage', () => Buffer.from('ffd8ffe000104a464946'.padEnd(400, '7')), {}, /not jpg|cannot be read/],
])('refuses %s', async (_what, bytes, claimed, message) => {
  await expect(check(await bytes(), claimed)).rejects.toMatchObject({
    code: 'image_rejected',
    status: 422,
    message: expect.stringMatching(message) as string,
  });
});
