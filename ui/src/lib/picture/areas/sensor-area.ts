import type { Roi, RoiFeature } from '@eyepiece/shared-types';
import { fittedRoi } from '../../control/settings/roi.ts';
import type { PictureMapping } from '../picture-mapping.ts';
import type { Extent, Point } from '../viewport-matrix.ts';
import { areaBetween, type Area } from './area.ts';

function corners({ left, top, width, height }: Area): [Point, Point] {
  return [
    { x: left, y: top },
    { x: left + width, y: top + height },
  ];
}

/** The region of the sensor that the camera would read for an area of its present picture. */
export function roiOfArea(area: Area, mapping: PictureMapping, feature: RoiFeature): Roi {
  const [one, other] = corners(area).map(mapping.fromPicture);
  const [x1, x2] = [one?.x ?? 0, other?.x ?? 0].toSorted((a, b) => a - b);
  const [y1, y2] = [one?.y ?? 0, other?.y ?? 0].toSorted((a, b) => a - b);
  const [left = 0, right = 0, top = 0, bottom = 0] = [x1, x2, y1, y2].map((at) => Math.round(at ?? 0));
  return fittedRoi({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }, feature);
}

/** Where a region of the sensor lies on the present picture, as far as it is inside. */
export function areaOfRoi(roi: Roi, mapping: PictureMapping, picture: Extent): Area {
  const [one, other] = corners(roi).map(mapping.toPicture);
  return areaBetween(one ?? { x: 0, y: 0 }, other ?? { x: 0, y: 0 }, picture);
}
