import { placeOf, visibleRange, type GridLayout } from './grid-layout.ts';

/** At the top of the library nothing is held fast: there, what is new is what somebody wants to see. */
const AT_TOP_PX = 8;

/** A capture that somebody looks at, and where it stands. */
export interface Anchor {
  readonly index: number;
  /** From the upper edge of the window to the tile, px. */
  readonly offsetPx: number;
}

/** The first capture in sight; null where nothing needs to be held fast. */
export function anchorOf(layout: GridLayout, scrollTopPx: number, heightPx: number): Anchor | null {
  if (scrollTopPx <= AT_TOP_PX || layout.count === 0) return null;
  const { first, end } = visibleRange(layout, scrollTopPx, scrollTopPx + heightPx);
  const index = Math.min(first, layout.count - 1);
  return end > first || index > 0 ? { index, offsetPx: placeOf(layout, index).top - scrollTopPx } : null;
}

/** Where to scroll so that the capture of an anchor, now at `index` of a new layout, stands where it stood. */
export function anchoredScroll(layout: GridLayout, anchor: Anchor, index: number): number {
  if (layout.count === 0) return 0;
  return Math.max(0, placeOf(layout, Math.min(index, layout.count - 1)).top - anchor.offsetPx);
}
