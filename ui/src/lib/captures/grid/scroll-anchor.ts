import { placeOf, visibleRange, type GridLayout } from './grid-layout.ts';

/** Above this offset the position is not anchored, so that new captures appear at the top. */
const AT_TOP_PX = 8;

/** A visible capture and its position. */
export interface Anchor {
  readonly index: number;
  /** From the top of the viewport to the tile, px. */
  readonly offsetPx: number;
}

/** The first visible capture; null when no anchor is needed. */
export function anchorOf(layout: GridLayout, scrollTopPx: number, heightPx: number): Anchor | null {
  if (scrollTopPx <= AT_TOP_PX || layout.count === 0) return null;
  const { first, end } = visibleRange(layout, scrollTopPx, scrollTopPx + heightPx);
  const index = Math.min(first, layout.count - 1);
  return end > first || index > 0 ? { index, offsetPx: placeOf(layout, index).top - scrollTopPx } : null;
}

/** Scroll offset that puts the anchor's capture, now at `index` of a new layout, where it was. */
export function anchoredScroll(layout: GridLayout, anchor: Anchor, index: number): number {
  if (layout.count === 0) return 0;
  return Math.max(0, placeOf(layout, Math.min(index, layout.count - 1)).top - anchor.offsetPx);
}
