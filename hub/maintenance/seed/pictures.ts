/** A few small pictures, shared by many synthetic captures through hard links. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import sharp from 'sharp';

const WIDTH = 320;
const HEIGHT = 256;
/** ext4 allows 65,000 hard links per file. */
const PICTURES = 36;

export type Picture = Pick<CaptureMetadata, 'format' | 'sizeBytes' | 'sha256' | 'width' | 'height' | 'bitDepth' | 'channels'> & {
  readonly path: string;
  readonly extension: string;
};

/** An SVG that resembles a field of cells; differs by number. */
function cells(number: number): Buffer {
  const hue = (number * 47) % 360;
  const circles = Array.from({ length: 14 }, (_, index) => {
    const [x, y] = [(index * 97 + number * 31) % WIDTH, (index * 61 + number * 53) % HEIGHT];
    const radius = 10 + ((index * number) % 26);
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${hue},45%,${30 + (index % 5) * 9}%)" stroke="hsl(${hue},60%,80%)"/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="hsl(${hue},20%,10%)"/>${circles.join('')}</svg>`,
  );
}

async function encode(number: number): Promise<{ bytes: Buffer; made: Pick<Picture, 'format' | 'extension' | 'bitDepth' | 'channels'> }> {
  const image = sharp(cells(number)).flatten();
  if (number % 6 === 4)
    return { bytes: await image.png().toBuffer(), made: { format: 'png8', extension: 'png', bitDepth: 8, channels: 3 } };
  if (number % 6 !== 5)
    return { bytes: await image.jpeg().toBuffer(), made: { format: 'jpg', extension: 'jpg', bitDepth: 8, channels: 3 } };
  // 12 significant bits in the low end of 16, as 12-bit cameras deliver them.
  const deep = image
    .greyscale()
    .toColourspace('grey16')
    .linear(1 / 16, 0);
  return {
    bytes: await deep.tiff({ compression: 'none' }).toBuffer(),
    made: { format: 'tiff', extension: 'tif', bitDepth: 12, channels: 1 },
  };
}

export async function makePictures(folder: string): Promise<Picture[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Array.from({ length: PICTURES }, async (_, number) => {
      const { bytes, made } = await encode(number);
      const path = join(folder, `${number}.${made.extension}`);
      await writeFile(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { ...made, path, sha256, sizeBytes: bytes.length, width: WIDTH, height: HEIGHT };
    }),
  );
}
