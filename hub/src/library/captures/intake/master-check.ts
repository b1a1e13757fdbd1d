import { open } from 'node:fs/promises';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import { checkSignature, imageRejected, readImageSize } from '../pictures/image-check.ts';
import { readMp4Size } from './mp4.ts';
import { readNpyShape } from './npy.ts';
import { readAt } from './read-at.ts';

const SIGNATURE_BYTES = 8;

type Claimed = Pick<CaptureMetadata, 'format' | 'width' | 'height'>;
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Reads headers only. @throws {HubError} image_rejected when the file contradicts its metadata */
export async function checkMaster(path: string, claimed: Claimed): Promise<void> {
  const size = await readSize(path, claimed.format);
  if (size && (size.width !== claimed.width || size.height !== claimed.height)) {
    throw imageRejected(
      `The image is ${String(size.width)} × ${String(size.height)}; its metadata says ${String(claimed.width)} × ${String(claimed.height)}`,
    );
  }
}

/** @returns undefined for a clip without a size in its track headers */
async function readSize(path: string, format: CaptureMetadata['format']): Promise<Size | undefined> {
  const file = await open(path, 'r');
  try {
    if (format === 'raw') return await readNpyShape(file);
    if (format === 'mp4') return await readMp4Size(file);
    checkSignature(await readAt(file, 0, SIGNATURE_BYTES), format);
  } finally {
    await file.close();
  }
  return readImageSize(path);
}
