import type { MasterFormat } from '@eyepiece/shared-types';

export const FORMAT_NAMES = {
  jpg: 'JPEG',
  png: 'PNG',
  png8: 'PNG 8-bit',
  tiff: 'TIFF',
  'ome-tiff': 'OME-TIFF',
  raw: 'Raw',
  mp4: 'MP4 clip',
} as const satisfies Record<MasterFormat, string>;
