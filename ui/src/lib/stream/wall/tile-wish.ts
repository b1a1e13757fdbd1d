import type { WatchWish } from '../link/frame-socket.ts';

/** So that a window being resized does not ask anew at every pixel. */
const WIDTH_STEP_PX = 160;
/** A picture enlarged by less than this still looks sharp at the distance a wall is looked at. */
const ENLARGED_AT_MOST = 1.25;
const LARGE_PX = 560;
const MEDIUM_PX = 320;

/** What a tile of this width needs of its camera: no more pixels than it shows, and fewer pictures the smaller it is. */
export function tileWish(widthPx: number, pixelRatio: number): Required<WatchWish> {
  const shown = Math.max(1, widthPx) * Math.max(1, pixelRatio) * ENLARGED_AT_MOST;
  const maxFps = widthPx >= LARGE_PX ? 15 : widthPx >= MEDIUM_PX ? 10 : 6;
  return { maxWidth: Math.ceil(shown / WIDTH_STEP_PX) * WIDTH_STEP_PX, maxFps };
}
