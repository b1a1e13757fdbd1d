import type { CaptureMetadata } from '@eyepiece/shared-types';

type Placed = Pick<CaptureMetadata, 'id' | 'cameraId' | 'capturedAtUs' | 'sha256' | 'filename'>;

const DIGEST_CHARS = 16;

/**
 * The path of a master file, relative to the captures folder, with forward slashes:
 * `cam/2026/11/22/{id}.{start of sha256}/{file name}`.
 *
 * The folder name holds id and digest, so two uploads share a folder only when their bytes are the same.
 * Every part has been validated by its schema: no separators, no leading dot.
 */
export function relativePath({ id, cameraId, capturedAtUs, sha256, filename }: Placed): string {
  const [year, month, day] = new Date(capturedAtUs / 1000).toISOString().slice(0, 10).split('-') as [string, string, string];
  return [cameraId, year, month, day, `${id}.${sha256.slice(0, DIGEST_CHARS)}`, filename].join('/');
}

export function sidecarPath(masterPath: string): string {
  return `${masterPath}.json`;
}

/** The JPEG that thumbnails are made from when the hub cannot decode the master. */
export function previewPath(masterPath: string): string {
  return `${masterPath}.preview.jpg`;
}

export function thumbnailKey(id: string, size: string): string {
  return `thumbnails/${id.slice(0, 2)}/${id}-${size}.webp`;
}
