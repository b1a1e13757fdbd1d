import type { CameraSettings, Point } from '@eyepiece/shared-types';
import { fullExtent } from './picture-extent.ts';
import type { Extent } from './viewport-matrix.ts';

/** Maps between the pixels of annotations and pointers and those of the displayed picture. */
export interface PictureMapping {
  readonly toPicture: (point: Point) => Point;
  readonly fromPicture: (point: Point) => Point;
}

/** For captures: annotations use the pixels of the master, and so does the picture. */
export const SAME_PIXELS: PictureMapping = { toPicture: (point) => point, fromPicture: (point) => point };

type Geometry = Pick<CameraSettings, 'roi' | 'flip' | 'rotate' | 'pixelAddressing'>;

/** A quarter turn is clockwise, as in the camera service. */
function turned({ x, y }: Point, turn: number, { width, height }: Extent): Point {
  if (turn === 90) return { x: height - y, y: x };
  if (turn === 180) return { x: width - x, y: height - y };
  return turn === 270 ? { x: y, y: width - x } : { x, y };
}

/**
 * Maps between sensor pixels and pixels of a live picture. The camera reads its region, bins, mirrors, then rotates
 * it.
 * Shapes keep their position on the specimen when any of these changes.
 * @param picture full extent; its aspect ratio matches the settings, except shortly after a change
 */
export function sensorMapping(settings: Geometry, picture: Extent): PictureMapping {
  const { roi, flip, rotate = 0, pixelAddressing } = settings;
  const { x: stepX = 1, y: stepY = 1 } = pixelAddressing ?? {};
  const read = fullExtent({ ...settings, rotate: 0 });
  const full = fullExtent(settings);
  const scale = { x: picture.width / full.width, y: picture.height / full.height };
  const mirrored = ({ x, y }: Point): Point => ({
    x: flip?.horizontal ? read.width - x : x,
    y: flip?.vertical ? read.height - y : y,
  });
  return {
    toPicture(point) {
      const { x, y } = turned(mirrored({ x: (point.x - roi.left) / stepX, y: (point.y - roi.top) / stepY }), rotate, read);
      return { x: x * scale.x, y: y * scale.y };
    },
    fromPicture(point) {
      const { x, y } = mirrored(turned({ x: point.x / scale.x, y: point.y / scale.y }, (360 - rotate) % 360, full));
      return { x: x * stepX + roi.left, y: y * stepY + roi.top };
    },
  };
}
