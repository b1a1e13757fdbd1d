import type { MasterFormat } from '@eyepiece/shared-types';

export const CONTENT_TYPES: Record<MasterFormat, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  png8: 'image/png',
  tiff: 'image/tiff',
  'ome-tiff': 'image/tiff',
  // NumPy's format has no registered media type.
  raw: 'application/octet-stream',
  mp4: 'video/mp4',
};

/** Whether thumbnails need a JPEG preview from the camera service. The hub decodes neither Bayer mosaics nor video. */
export function needsPreview(format: MasterFormat): boolean {
  return format === 'raw' || format === 'mp4';
}
