import { expect, it } from 'vitest';
import { tileWish } from './tile-wish.ts';

it.each([
  [690, 1, { maxWidth: 960, maxFps: 15 }],
  [460, 1, { maxWidth: 640, maxFps: 10 }],
  [460, 2, { maxWidth: 1280, maxFps: 10 }],
  [240, 1, { maxWidth: 320, maxFps: 6 }],
  [0, 0, { maxWidth: 160, maxFps: 6 }],
])('asks for what a tile of %i px at ratio %i shows', (widthPx, pixelRatio, wish) => expect(tileWish(widthPx, pixelRatio)).toEqual(wish));

it('asks for the same while the window is dragged by a few pixels', () => {
  expect(tileWish(470, 1)).toEqual(tileWish(480, 1));
});
