import sharp from 'sharp';
import type { MasterFormat } from '@eyepiece/shared-types';
import { HubError } from '../../../errors.ts';

/** Far above the largest PixeLINK sensor (20 MP), far below what exhausts memory. */
export const MAX_PIXELS = 100_000_000;

/** Formats that the hub decodes. */
export type ImageFormat = Exclude<MasterFormat, 'raw' | 'mp4'>;

const PNG = ['89504e470d0a1a0a'];
/** Little and big endian, classic and BigTIFF. */
const TIFF = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'];
/** Only files with these signatures reach the decoder, which could read many other formats. */
const SIGNATURES: Record<ImageFormat, readonly string[]> = { jpg: ['ffd8ff'], png: PNG, png8: PNG, tiff: TIFF, 'ome-tiff': TIFF };

export const imageRejected = (message: string, cause?: unknown): HubError => new HubError('image_rejected', message, { cause });

/** @param start the first bytes of the file. @throws {HubError} image_rejected */
export function checkSignature(start: Uint8Array, format: ImageFormat): void {
  const hex = Buffer.from(start).toString('hex');
  if (!SIGNATURES[format].some((signature) => hex.startsWith(signature))) {
    throw imageRejected(`The file is not ${format}: it starts with ${hex}`);
  }
}

/** Width and height from the header of an image file or its bytes. @throws {HubError} image_rejected */
export async function readImageSize(picture: string | Buffer): Promise<{ width: number; height: number }> {
  try {
    return await sharp(picture, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).metadata();
  } catch (error) {
    throw imageRejected(`The image cannot be read: ${reasonOf(error)} (at most ${String(MAX_PIXELS)} pixels)`, error);
  }
}

/** @throws {HubError} image_rejected when the bytes are not a JPEG */
export async function checkJpeg(bytes: Buffer): Promise<void> {
  checkSignature(bytes.subarray(0, 8), 'jpg');
  await readImageSize(bytes);
}

/** The first line of the decoder's message; the others name internals of libraries. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
