import { RENDITIONS, type CameraSettings } from '@eyepiece/shared-types';
import type { Extent } from './viewport-matrix.ts';

/** Size of a picture as received. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** The picture is a smaller rendition. */
  readonly scaled: boolean;
}

type Geometry = Pick<CameraSettings, 'roi' | 'rotate' | 'pixelAddressing'>;

/** By which the hub reduces the width. */
const DIVISORS = [...new Set(Object.values(RENDITIONS).map(({ divisor }) => divisor))];

function turned({ width, height }: Extent): Extent {
  return { width: height, height: width };
}

/** Size of the camera's picture under these settings: the region, binned or decimated, then rotated. */
export function fullExtent({ roi, rotate = 0, pixelAddressing }: Geometry): Extent {
  const read = {
    width: Math.max(1, Math.floor(roi.width / (pixelAddressing?.x ?? 1))),
    height: Math.max(1, Math.floor(roi.height / (pixelAddressing?.y ?? 1))),
  };
  return rotate === 90 || rotate === 270 ? turned(read) : read;
}

function isMadeFrom(full: Extent, size: PictureSize): boolean {
  const near = (length: number, whole: number, divisor: number): boolean => Math.abs(length - whole / divisor) <= 1;
  return DIVISORS.some((divisor) => near(size.width, full.width, divisor) && near(size.height, full.height, divisor));
}

/**
 * The full extent of a picture. A smaller rendition represents the camera's whole picture, so position, zoom and
 * coordinates stay while the quality changes. Settings and pictures arrive over different connections: the last full
 * picture counts while the settings are already newer.
 */
export function pictureExtent(size: PictureSize, lastFull: Extent | null, settings: Geometry | undefined): Extent {
  const own = { width: size.width, height: size.height };
  if (!size.scaled) return own;
  const bySettings = settings && fullExtent(settings);
  // Some cameras report a region that is rotated already.
  const candidates = [bySettings, bySettings && turned(bySettings), lastFull];
  const full = candidates.find((candidate) => candidate && isMadeFrom(candidate, size)) ?? lastFull ?? bySettings ?? own;
  return { width: full.width, height: full.height };
}
