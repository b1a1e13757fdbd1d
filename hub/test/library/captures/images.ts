import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { captureMetadataSchema, type CaptureMetadata, type CaptureMetadataInput } from '@eyepiece/shared-types';
import sharp from 'sharp';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const streamOf = (bytes: Uint8Array): Readable => Readable.from([Buffer.from(bytes)]);

export function jpeg(width = 64, height = 48, background = '#406080'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** A JPEG with a header that claims a larger size. */
export async function jpegClaiming(width: number, height: number): Promise<Buffer> {
  const bytes = await jpeg(8, 8);
  const frameHeader = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frameHeader + 5);
  bytes.writeUInt16BE(width, frameHeader + 7);
  return bytes;
}

/** A grey 16-bit TIFF (6.0, little endian, one uncompressed strip), as microscopes write them. */
export function tiff16(width: number, height: number, sample: (x: number, y: number) => number): Buffer {
  const pixels = Buffer.alloc(width * height * 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.writeUInt16LE(sample(x, y), (y * width + x) * 2);
  }
  const tags: [tag: number, type: 3 | 4, value: number][] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 16],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, pixels.length],
  ];
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    if (type === 3) directory.writeUInt16LE(value, at + 8);
    else directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([header, pixels, directory]);
}

/** Joins two files of `tiff16` into one file of two pages. */
export function twoPages(first: Buffer, second: Buffer): Buffer {
  const moved = Buffer.from(second);
  const directoryAt = moved.readUInt32LE(4);
  // The offset of the pixels is the value of tag 273, the sixth entry.
  moved.writeUInt32LE(first.length + 8, directoryAt + 2 + 5 * 12 + 8);
  const joined = Buffer.concat([first, moved]);
  const firstDirectoryAt = joined.readUInt32LE(4);
  joined.writeUInt32LE(first.length + directoryAt, firstDirectoryAt + 2 + joined.readUInt16LE(firstDirectoryAt) * 12);
  return joined;
}

/** Metadata that describes `bytes`, with `changes` applied. */
export function metadataOf(bytes: Uint8Array, changes: Partial<CaptureMetadataInput> = {}): CaptureMetadata {
  return captureMetadataSchema.parse({
    id: randomUUID(),
    cameraId: 'stage-1',
    cameraName: 'Stage',
    camera: { driver: 'simulated', model: 'PL-D755', serial: '1' },
    filename: 'Stage_0001.jpg',
    format: 'jpg',
    sizeBytes: bytes.byteLength,
    sha256: sha256(bytes),
    width: 64,
    height: 48,
    bitDepth: 8,
    channels: 3,
    capturedAtUs: Date.UTC(2026, 10, 22, 10, 2, 11) * 1000 + 123_456,
    seq: 1,
    exposureMs: 8,
    gainDb: 6,
    roi: { left: 0, top: 0, width: 64, height: 48 },
    pixelFormat: 'mono8',
    settings: { exposure: 8, gain: 6, roi: { left: 0, top: 0, width: 64, height: 48 } },
    source: 'hub',
    ...changes,
  });
}
