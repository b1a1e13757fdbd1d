import { open } from 'node:fs/promises';
import type { CaptureFormat, CaptureMetadata } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { HubError } from '../errors.ts';

/** Far above any sensor of these cameras (20 MP), far below what fills the memory. */
export const MAX_PIXELS = 100_000_000;

/** Only these reach the decoder, whatever else it could read. TIFF: little and big endian, classic and BigTIFF. */
const SIGNATURES: Record<CaptureFormat, readonly string[]> = {
  jpg: ['ffd8ff'],
  png: ['89504e470d0a1a0a'],
  tiff: ['49492a00', '4d4d002a', '49492b00', '4d4d002b'],
};
const SIGNATURE_BYTES = 8;

type Claimed = Pick<CaptureMetadata, 'format' | 'width' | 'height'>;

export const imageRejected = (message: string, cause?: unknown): HubError => new HubError('image_rejected', message, { cause });

/** Reads the header only. @throws {HubError} image_rejected when the file is not the image it is said to be */
export async function checkImage(path: string, claimed: Claimed): Promise<void> {
  const signature = await readSignature(path);
  if (!SIGNATURES[claimed.format].some((start) => signature.startsWith(start))) {
    throw imageRejected(`The file is not ${claimed.format}: it starts with ${signature}`);
  }
  const { width, height } = await readHeader(path);
  if (width !== claimed.width || height !== claimed.height) {
    throw imageRejected(
      `The image is ${String(width)} × ${String(height)}; its metadata says ${String(claimed.width)} × ${String(claimed.height)}`,
    );
  }
}

async function readSignature(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await handle.close();
  }
}

async function readHeader(path: string): Promise<{ width: number; height: number }> {
  try {
    return await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).metadata();
  } catch (error) {
    throw imageRejected(`The image cannot be read: ${reasonOf(error)} (at most ${String(MAX_PIXELS)} pixels)`, error);
  }
}

/** The decoder's first line; the rest names libraries. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
