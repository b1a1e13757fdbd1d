import type { CameraSettings, CameraState } from '@eyepiece/shared-types';
import type { Point } from '../viewport-matrix.ts';

/** Size of a picture pixel in the specimen, µm, along both sides. */
export interface PictureScale {
  readonly umX: number;
  readonly umY: number;
}

type Geometry = Pick<CameraSettings, 'rotate' | 'pixelAddressing'>;

/** Sensor pixels per picture pixel, along both sides. */
export function sensorPixels({ rotate = 0, pixelAddressing }: Geometry): { x: number; y: number } {
  const { x = 1, y = 1 } = pixelAddressing ?? {};
  return rotate === 90 || rotate === 270 ? { x: y, y: x } : { x, y };
}

/** Null until the objective is calibrated: a wrong scale is worse than none. */
export function pictureScale(camera: Pick<CameraState, 'objective' | 'settings'> | null): PictureScale | null {
  const umPerPixel = camera?.objective?.umPerPixel;
  if (!camera || umPerPixel === undefined) return null;
  const { x, y } = sensorPixels(camera.settings);
  return { umX: umPerPixel * x, umY: umPerPixel * y };
}

/** Size of a sensor pixel in the specimen, µm, from a line in the picture and its real length. */
export function calibratedBy(from: Point, to: Point, lengthUm: number, geometry: Geometry): number | null {
  const { x, y } = sensorPixels(geometry);
  const lengthPx = Math.hypot((to.x - from.x) * x, (to.y - from.y) * y);
  return lengthPx > 0 && lengthUm > 0 ? Number((lengthUm / lengthPx).toPrecision(6)) : null;
}

/** Pictures with the same key map the same specimen position to the same pixel, as far as the camera knows. */
export function geometryKey(cameraId: string, settings: CameraSettings): string {
  const { roi, flip, rotate, pixelAddressing } = settings;
  return JSON.stringify([cameraId, roi, flip, rotate, pixelAddressing]);
}
