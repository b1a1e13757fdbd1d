import type { CameraState } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { calibratedBy, pictureScale } from './picture-scale.ts';

type Camera = Pick<CameraState, 'objective' | 'settings'>;
const roi = { left: 0, top: 0, width: 640, height: 512 };
function camera(umPerPixel: number | undefined, more: Partial<CameraState['settings']> = {}): Camera {
  const objective = { id: 'x', cameraId: 'bench-3', name: '20×', ...(umPerPixel === undefined ? {} : { umPerPixel }) };
  return { objective, settings: { exposure: 1, gain: 0, roi, ...more } };
}

it('returns null until the objective is calibrated', () => {
  expect(pictureScale(null)).toBeNull();
  expect(pictureScale(camera(undefined))).toBeNull();
  expect(pictureScale({ settings: camera(1).settings })).toBeNull();
});

it('scales binned pixels by their factor, rotated with the picture', () => {
  const pixelAddressing = { mode: 'bin', x: 2, y: 4 } as const;
  expect(pictureScale(camera(0.5))).toEqual({ umX: 0.5, umY: 0.5 });
  expect(pictureScale(camera(0.5, { pixelAddressing }))).toEqual({ umX: 1, umY: 2 });
  expect(pictureScale(camera(0.5, { pixelAddressing, rotate: 90 }))).toEqual({ umX: 2, umY: 1 });
  expect(pictureScale(camera(0.5, { pixelAddressing, rotate: 180 }))).toEqual({ umX: 1, umY: 2 });
});

it('calibrates a sensor pixel, whatever the binning while the line is drawn', () => {
  const line = [{ x: 10, y: 10 }, { x: 40, y: 50 }] as const; // prettier-ignore
  expect(calibratedBy(...line, 100, {})).toBe(2);
  expect(calibratedBy(...line, 100, { pixelAddressing: { mode: 'bin', x: 2, y: 2 } })).toBe(1);
  expect(calibratedBy(line[0], line[0], 100, {})).toBeNull();
});
