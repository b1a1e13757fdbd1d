import type { RoiFeature } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { fittedRoi, presetRoi } from '../../control/settings/roi.ts';
import { sensorMapping } from '../picture-mapping.ts';
import { areaOfRoi, roiOfArea } from './sensor-area.ts';

const FEATURE: RoiFeature = {
  kind: 'roi', label: 'ROI', unit: 'px', readOnly: false, whileStreaming: false,
  minWidth: 64, minHeight: 64, maxWidth: 1280, maxHeight: 1024, step: 8,
}; // prettier-ignore

it.each([0, 90, 180, 270] as const)('the region that is read is the drawn one, turned by %i°', (rotate) => {
  const settings = {
    roi: { left: 160, top: 80, width: 640, height: 480 },
    flip: { horizontal: true, vertical: false },
    rotate,
    pixelAddressing: { mode: 'bin' as const, x: 2, y: 2 },
  };
  const picture = rotate % 180 === 0 ? { width: 320, height: 240 } : { width: 240, height: 320 };
  const mapping = sensorMapping(settings, picture);
  const drawn = { left: 20, top: 40, width: 100, height: 60 };
  const roi = roiOfArea(drawn, mapping, FEATURE);
  expect([roi.left % 8, roi.top % 8, roi.width % 8, roi.height % 8]).toEqual([0, 0, 0, 0]);
  const shown = areaOfRoi(roi, mapping, picture);
  for (const side of ['left', 'top', 'width', 'height'] as const) expect(Math.abs(shown[side] - drawn[side])).toBeLessThanOrEqual(4);
});

it('a region is fitted to steps, smallest size and sensor', () => {
  expect(fittedRoi({ left: 3, top: 5, width: 10, height: 10 }, FEATURE)).toEqual({ left: 0, top: 8, width: 64, height: 64 });
  expect(fittedRoi({ left: 1270, top: 1020, width: 100, height: 100 }, FEATURE)).toEqual({ left: 1176, top: 920, width: 104, height: 104 });
  expect(fittedRoi({ left: 0, top: 0, width: 9999, height: 9999 }, FEATURE)).toEqual({ left: 0, top: 0, width: 1280, height: 1024 });
});

it('presets are centred', () => {
  expect(presetRoi(0.5, FEATURE)).toEqual({ left: 320, top: 256, width: 640, height: 512 });
  expect(presetRoi('square', FEATURE)).toEqual({ left: 128, top: 0, width: 1024, height: 1024 });
  expect(presetRoi(0.01, FEATURE)).toMatchObject({ width: 64, height: 64 });
});
