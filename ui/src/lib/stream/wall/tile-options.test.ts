import { expect, it } from 'vitest';
import { tileOptions } from './tile-options.ts';

it.each([
  [690, 1, { maxWidth: 960, maxFps: 15 }],
  [460, 1, { maxWidth: 640, maxFps: 10 }],
  [460, 2, { maxWidth: 1280, maxFps: 10 }],
  [240, 1, { maxWidth: 320, maxFps: 6 }],
  [0, 0, { maxWidth: 160, maxFps: 6 }],
])('requests what a tile of %i px at ratio %i shows', (widthPx, pixelRatio, options) =>
  expect(tileOptions(widthPx, pixelRatio)).toEqual(options),
);

it('requests the same size while the window is resized by a few pixels', () => {
  expect(tileOptions(470, 1)).toEqual(tileOptions(480, 1));
});
