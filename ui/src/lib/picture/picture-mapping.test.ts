import type { CameraSettings } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { fullExtent } from './picture-extent.ts';
import { sensorMapping } from './picture-mapping.ts';

const roi = { left: 100, top: 40, width: 800, height: 600 };
const settings = (over: Partial<CameraSettings> = {}) => ({ roi, ...over }) as CameraSettings;
const mapped = (over: Partial<CameraSettings>, x: number, y: number) => {
  const of = settings(over);
  return sensorMapping(of, fullExtent(of)).toPicture({ x, y });
};

it('takes the region and the binning into account', () => {
  expect(mapped({}, 100, 40)).toEqual({ x: 0, y: 0 });
  expect(mapped({ pixelAddressing: { mode: 'bin', x: 2, y: 2 } as never }, 300, 240)).toEqual({ x: 100, y: 100 });
});

it('mirrors, then rotates clockwise', () => {
  // The top left corner of the region.
  expect(mapped({ flip: { horizontal: true, vertical: false } }, 100, 40)).toEqual({ x: 800, y: 0 });
  expect(mapped({ rotate: 90 }, 100, 40)).toEqual({ x: 600, y: 0 });
  expect(mapped({ rotate: 180 }, 100, 40)).toEqual({ x: 800, y: 600 });
  expect(mapped({ rotate: 270 }, 100, 40)).toEqual({ x: 0, y: 800 });
  expect(mapped({ rotate: 90, flip: { horizontal: true, vertical: false } }, 100, 40)).toEqual({ x: 600, y: 800 });
});

it('is invertible for all settings', () => {
  for (const rotate of [0, 90, 180, 270] as const)
    for (const horizontal of [false, true])
      for (const vertical of [false, true]) {
        const of = settings({ rotate, flip: { horizontal, vertical }, pixelAddressing: { mode: 'bin', x: 2, y: 4 } as never });
        const mapping = sensorMapping(of, fullExtent(of));
        const back = mapping.fromPicture(mapping.toPicture({ x: 333, y: 271 }));
        expect([back.x, back.y]).toEqual([expect.closeTo(333, 6), expect.closeTo(271, 6)]);
      }
});

it('follows a picture whose extent differs from the settings', () => {
  expect(sensorMapping(settings(), { width: 400, height: 300 }).toPicture({ x: 900, y: 640 })).toEqual({ x: 400, y: 300 });
});
