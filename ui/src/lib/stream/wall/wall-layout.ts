import type { CameraSettings } from '@eyepiece/shared-types';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface WallLayout {
  readonly columns: number;
  /** Width of a tile, px. */
  readonly width: number;
}

interface Spacing {
  readonly gapPx: number;
  /** Height of the caption below the picture. */
  readonly captionPx: number;
}

/** Minimum width of a recognisable picture; below it the wall scrolls. */
const LEAST_WIDTH_PX = 280;
/** When two layouts have about equal pictures, the one with fewer empty cells is used. */
const ABOUT_EQUAL = 0.95;
const ASPECT_LIMITS = { least: 1, most: 16 / 9 };
const USUAL_ASPECT = 5 / 4;

/** Number of columns and tile width that make the pictures of `count` cameras largest in the given space. */
export function wallLayout(count: number, aspect: number, room: Size, { gapPx, captionPx }: Spacing): WallLayout {
  const most = Math.max(1, Math.min(count, Math.floor((room.width + gapPx) / (LEAST_WIDTH_PX + gapPx))));
  const layouts = Array.from({ length: most }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const byWidth = (room.width - gapPx * (columns - 1)) / columns;
    const byHeight = ((room.height - gapPx * (rows - 1)) / rows - captionPx) * aspect;
    return { columns, empty: rows * columns - count, byWidth, width: Math.floor(Math.min(byWidth, byHeight)) };
  });
  const largest = Math.max(...layouts.map(({ width }) => width));
  const [best] = layouts.filter(({ width }) => width >= largest * ABOUT_EQUAL).toSorted((one, other) => one.empty - other.empty);
  if (best && best.width >= Math.min(LEAST_WIDTH_PX, room.width)) return { columns: best.columns, width: best.width };
  return { columns: most, width: Math.floor(layouts.at(-1)?.byWidth ?? room.width) };
}

/** Average aspect ratio (width by height) of all cameras' pictures. */
export function wallAspect(cameras: readonly Pick<CameraSettings, 'roi' | 'rotate'>[]): number {
  if (cameras.length === 0) return USUAL_ASPECT;
  const aspects = cameras.map(({ roi, rotate }) => (rotate === 90 || rotate === 270 ? roi.height / roi.width : roi.width / roi.height));
  const mean = aspects.reduce((sum, aspect) => sum + aspect, 0) / aspects.length;
  return Math.min(ASPECT_LIMITS.most, Math.max(ASPECT_LIMITS.least, mean));
}
