import type { Roi } from '@eyepiece/shared-types';
import type { PictureSize } from './messages.ts';
import type { Extent } from './viewport-matrix.ts';

const SAME_SHAPE = 0.02;

function sameShape(one: Extent, other: Extent): boolean {
  return Math.abs((one.width / one.height) * (other.height / other.width) - 1) < SAME_SHAPE;
}

/**
 * The extent that a picture stands for. A smaller rendition stands for the camera's whole picture, so that place and
 * zoom stay while the quality changes: as large as the last full one, or else as the region that is read out.
 */
export function pictureExtent(size: PictureSize, lastFull: Extent | null, roi: Roi | undefined): Extent {
  if (!size.scaled) return { width: size.width, height: size.height };
  if (lastFull && sameShape(size, lastFull)) return { width: lastFull.width, height: lastFull.height };
  if (!roi) return { width: size.width, height: size.height };
  const turned = roi.width > roi.height !== size.width > size.height;
  const width = turned ? roi.height : roi.width;
  return { width, height: (width * size.height) / size.width };
}
