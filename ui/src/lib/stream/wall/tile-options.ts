import type { WatchOptions } from '@eyepiece/client/frames/frame-socket';

/** Widths are rounded to this step, so that resizing the window does not send a request per pixel. */
const WIDTH_STEP_PX = 160;
/** A picture enlarged by less than this factor still looks sharp on a wall. */
const ENLARGED_AT_MOST = 1.25;
const LARGE_PX = 560;
const MEDIUM_PX = 320;

/** Picture size and rate for a tile of this width: no more pixels than it shows, and a lower rate for smaller tiles. */
export function tileOptions(widthPx: number, pixelRatio: number): Required<Pick<WatchOptions, 'maxWidth' | 'maxFps'>> {
  const shown = Math.max(1, widthPx) * Math.max(1, pixelRatio) * ENLARGED_AT_MOST;
  const maxFps = widthPx >= LARGE_PX ? 15 : widthPx >= MEDIUM_PX ? 10 : 6;
  return { maxWidth: Math.ceil(shown / WIDTH_STEP_PX) * WIDTH_STEP_PX, maxFps };
}
