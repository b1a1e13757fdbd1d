import { expect, it } from 'vitest';
import { pictureExtent } from './picture-extent.ts';

const roi = { left: 0, top: 0, width: 1280, height: 1024 };
const half = { width: 640, height: 512, scaled: true };

it('takes a full picture as it is', () => {
  expect(pictureExtent({ width: 640, height: 512, scaled: false }, null, roi)).toEqual({ width: 640, height: 512 });
});

it('keeps the last full extent for a smaller rendition of the same shape', () => {
  const binned = { width: 640, height: 512 };
  expect(pictureExtent({ width: 320, height: 256, scaled: true }, binned, roi)).toEqual(binned);
  expect(pictureExtent(half, { width: 500, height: 500 }, roi)).toEqual({ width: 1280, height: 1024 });
});

it('goes by the region when no full one has been seen, turned or not', () => {
  expect(pictureExtent(half, null, roi)).toEqual({ width: 1280, height: 1024 });
  expect(pictureExtent({ width: 512, height: 640, scaled: true }, null, roi)).toEqual({ width: 1024, height: 1280 });
  expect(pictureExtent(half, null, undefined)).toEqual({ width: 640, height: 512 });
});
