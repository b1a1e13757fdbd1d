import type { CameraSettings } from '@eyepiece/shared-types';
import type { PictureSize } from '../stream/player/messages.ts';
import type { Extent } from './viewport-matrix.ts';

type Geometry = Pick<CameraSettings, 'roi' | 'rotate' | 'pixelAddressing'>;

/** A hub makes pictures of a half and of a quarter the width. */
const DIVISORS = [2, 4];

function turned({ width, height }: Extent): Extent {
  return { width: height, height: width };
}

/** What the camera delivers with these settings: the region, less what it bins or leaves out, turned. */
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
 * The extent that a picture stands for. A smaller rendition stands for the camera's whole picture, so that place, zoom
 * and coordinates stay while the quality changes. Settings and pictures come over different connections: the last
 * full picture counts while the settings are already those of the next one.
 */
export function pictureExtent(size: PictureSize, lastFull: Extent | null, settings: Geometry | undefined): Extent {
  const own = { width: size.width, height: size.height };
  if (!size.scaled) return own;
  const bySettings = settings && fullExtent(settings);
  // A camera that names its region by what is seen turns it already.
  const candidates = [bySettings, bySettings && turned(bySettings), lastFull];
  const full = candidates.find((candidate) => candidate && isMadeFrom(candidate, size)) ?? lastFull ?? bySettings ?? own;
  return { width: full.width, height: full.height };
}
