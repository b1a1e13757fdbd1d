/** The part of the levels that a histogram shows, as fractions of the full range. */
export interface LevelRange {
  readonly from: number;
  readonly to: number;
}

export const ALL_LEVELS: LevelRange = { from: 0, to: 1 };

/** Room beside the data, as a fraction of its extent, so that the handles can be moved outwards. */
const MARGIN = 0.08;
/** Fewer classes would show as steps. */
const LEAST_CLASSES = 16;

/** The levels that occur in any of the histograms, with a margin, and both ends of the display window. */
export function rangeOf(
  histograms: readonly (readonly number[])[],
  window: { readonly black: number; readonly white: number },
): LevelRange {
  const classes = Math.max(0, ...histograms.map((bins) => bins.length));
  const first = Math.min(...histograms.map((bins) => bins.findIndex((count) => count > 0)).filter((at) => at >= 0));
  const last = Math.max(...histograms.map((bins) => bins.findLastIndex((count) => count > 0)));
  if (classes === 0 || !Number.isFinite(first) || last < 0) return ALL_LEVELS;
  const extent = Math.max(last + 1 - first, LEAST_CLASSES) / classes;
  const middle = (first + last + 1) / 2 / classes;
  const half = extent * (0.5 + MARGIN);
  return {
    from: Math.max(0, Math.min(middle - half, window.black)),
    to: Math.min(1, Math.max(middle + half, window.white)),
  };
}

/** Where a level is in the range: 0 at its left end, 1 at its right end. */
export function placeIn({ from, to }: LevelRange, level: number): number {
  return (level - from) / (to - from);
}

/** The level at a place of the range. */
export function levelAt({ from, to }: LevelRange, place: number): number {
  return from + place * (to - from);
}
