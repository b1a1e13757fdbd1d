import { expect, it } from 'vitest';
import { fullExtent, pictureExtent } from './picture-extent.ts';
import { fitMatrix, toPicture } from './viewport-matrix.ts';

const roi = { left: 0, top: 0, width: 1280, height: 1024 };
const full = { width: 1280, height: 1024 };
const rendition = (width: number, height: number) => ({ width, height, scaled: true });

it('uses the size of a full picture', () => {
  expect(pictureExtent({ width: 640, height: 512, scaled: false }, null, { roi })).toEqual({ width: 640, height: 512 });
});

it("computes the camera's picture: its region, binned and rotated", () => {
  expect(fullExtent({ roi })).toEqual(full);
  expect(fullExtent({ roi, rotate: 180 })).toEqual(full);
  expect(fullExtent({ roi, rotate: 90 })).toEqual({ width: 1024, height: 1280 });
  expect(fullExtent({ roi, rotate: 270, pixelAddressing: { mode: 'bin', x: 2, y: 4 } })).toEqual({ width: 256, height: 640 });
});

it('recognises half and quarter size before a full picture was seen', () => {
  for (const size of [rendition(640, 512), rendition(320, 256)]) expect(pictureExtent(size, null, { roi })).toEqual(full);
  expect(pictureExtent(rendition(512, 640), null, { roi, rotate: 90 })).toEqual({ width: 1024, height: 1280 });
  const binned = { roi, pixelAddressing: { mode: 'bin', x: 2, y: 2 } } as const;
  expect(pictureExtent(rendition(320, 256), null, binned)).toEqual({ width: 640, height: 512 });
});

it('tolerates the rounding of odd sizes', () => {
  const odd = { roi: { ...roi, width: 1003, height: 777 } };
  expect(pictureExtent(rendition(502, 389), null, odd)).toEqual({ width: 1003, height: 777 });
  expect(pictureExtent(rendition(251, 194), null, odd)).toEqual({ width: 1003, height: 777 });
});

it('keeps the last full extent while the settings are newer than the picture', () => {
  const next = { roi: { ...roi, width: 800, height: 600 } };
  expect(pictureExtent(rendition(640, 512), full, next)).toEqual(full);
  expect(pictureExtent(rendition(400, 300), full, next)).toEqual({ width: 800, height: 600 });
});

it('follows a region that was changed while only renditions came', () => {
  const region = { roi: { left: 320, top: 256, width: 640, height: 512 } };
  expect(pictureExtent(rendition(320, 256), full, region)).toEqual({ width: 640, height: 512 });
});

it('prefers the picture’s rotation when the settings do not report it', () => {
  expect(pictureExtent(rendition(512, 640), full, { roi })).toEqual({ width: 1024, height: 1280 });
});

it('shows renditions at the same place, with the same coordinates under the cursor', () => {
  const box = { width: 1000, height: 700 };
  const at = { x: 333, y: 222 };
  const sizes = [{ ...full, scaled: false }, rendition(640, 512), rendition(320, 256)];
  const [first, ...others] = sizes.map((size) => fitMatrix(pictureExtent(size, null, { roi }), box));
  for (const matrix of others) expect(matrix).toEqual(first);
  for (const matrix of others) expect(toPicture(matrix, at)).toEqual(toPicture(first!, at));
});
