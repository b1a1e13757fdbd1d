/**
 * Layout of the library grid, computed from the number of captures per day. A position among 100 000 captures is
 * found by bisection, and only visible tiles are rendered.
 */
export interface GridShape {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  /** Height of a day's heading including its margins. */
  readonly headingHeight: number;
}

export interface DayCount {
  readonly day: string;
  readonly count: number;
}

export interface DaySection<D extends DayCount = DayCount> {
  readonly day: D;
  /** Index of its first capture, newest first, from 0. */
  readonly first: number;
  readonly count: number;
  readonly topPx: number;
  readonly heightPx: number;
}

export interface GridLayout<D extends DayCount = DayCount> {
  readonly shape: GridShape;
  readonly sections: readonly DaySection<D>[];
  readonly heightPx: number;
  readonly count: number;
}

const TILE_MIN_PX = 172;
const PHONE_UP_TO_PX = 560;
const PHONE_COLUMNS = 3;

/** Number of columns for a width; tiles have the ratio 5:4. */
export function gridShape(widthPx: number): GridShape {
  const phone = widthPx <= PHONE_UP_TO_PX;
  const gap = phone ? 4 : 8;
  const columns = phone ? PHONE_COLUMNS : Math.max(PHONE_COLUMNS, Math.floor((widthPx + gap) / (TILE_MIN_PX + gap)));
  const tileWidth = Math.max(1, (widthPx - (columns - 1) * gap) / columns);
  return { columns, tileWidth, tileHeight: Math.round(tileWidth * 0.8), gap, headingHeight: phone ? 42 : 46 };
}

function heightOf(count: number, { columns, tileHeight, gap, headingHeight }: GridShape): number {
  return headingHeight + Math.ceil(count / columns) * (tileHeight + gap);
}

export function gridLayout<D extends DayCount>(days: readonly D[], shape: GridShape): GridLayout<D> {
  let first = 0;
  let topPx = 0;
  const sections = days.map((day) => {
    const section = { day, first, count: day.count, topPx, heightPx: heightOf(day.count, shape) };
    first += day.count;
    topPx += section.heightPx;
    return section;
  });
  return { shape, sections, heightPx: topPx, count: first };
}

/** The last section for which `starts` is true. Sections are sorted by both index and position. */
function sectionWhere<D extends DayCount>(layout: GridLayout<D>, starts: (section: DaySection<D>) => boolean): number {
  let low = 0;
  let high = layout.sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const section = layout.sections[middle];
    if (section && starts(section)) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function sectionAt<D extends DayCount>(layout: GridLayout<D>, px: number): DaySection<D> | undefined {
  return layout.sections[sectionWhere(layout, ({ topPx }) => topPx <= px)];
}

export function sectionOf<D extends DayCount>(layout: GridLayout<D>, index: number): DaySection<D> | undefined {
  return layout.sections[sectionWhere(layout, ({ first }) => first <= index)];
}

export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Upper left corner of a capture's tile. */
export function placeOf(layout: GridLayout, index: number): Place {
  const { columns, tileWidth, tileHeight, gap, headingHeight } = layout.shape;
  const section = sectionOf(layout, index);
  const inDay = index - (section?.first ?? 0);
  return {
    left: (inDay % columns) * (tileWidth + gap),
    top: (section?.topPx ?? 0) + headingHeight + Math.floor(inDay / columns) * (tileHeight + gap),
  };
}

/** Indexes from `first` to `end`, exclusive. */
export interface IndexRange {
  readonly first: number;
  readonly end: number;
}

/** Captures whose tiles are at least partly between two heights. */
export function visibleRange(layout: GridLayout, fromPx: number, toPx: number): IndexRange {
  if (layout.count === 0 || toPx <= fromPx) return { first: 0, end: 0 };
  return { first: firstBelow(layout, fromPx), end: Math.min(layout.count, firstFrom(layout, toPx)) };
}

/** First capture whose tile ends below a height. */
function firstBelow(layout: GridLayout, px: number): number {
  const { columns, tileHeight, gap, headingHeight } = layout.shape;
  const section = sectionAt(layout, px);
  if (!section) return 0;
  const row = Math.max(0, Math.floor((px - section.topPx - headingHeight + gap) / (tileHeight + gap)));
  return section.first + Math.min(section.count, row * columns);
}

/** First capture whose tile starts at or below a height. */
function firstFrom(layout: GridLayout, px: number): number {
  const { columns, tileHeight, gap, headingHeight } = layout.shape;
  const section = sectionAt(layout, px);
  if (!section) return 0;
  const row = Math.max(0, Math.ceil((px - section.topPx - headingHeight) / (tileHeight + gap)));
  return section.first + Math.min(section.count, row * columns);
}

/** Sections with a heading or tiles between two heights. */
export function visibleSections<D extends DayCount>(layout: GridLayout<D>, fromPx: number, toPx: number): readonly DaySection<D>[] {
  if (layout.count === 0) return [];
  const first = sectionWhere(layout, ({ topPx }) => topPx <= fromPx);
  const last = sectionWhere(layout, ({ topPx }) => topPx < toPx);
  return layout.sections.slice(first, last + 1);
}

/** Target index of an arrow, Home, End or page key; null for other keys. */
export function gridStep(layout: GridLayout, from: number, key: string, pagePx: number): number | null {
  if (layout.count === 0) return null;
  const within = (index: number): number => Math.min(layout.count - 1, Math.max(0, index));
  const { tileHeight, gap, columns } = layout.shape;
  const rows = Math.max(1, Math.floor(pagePx / (tileHeight + gap)));
  switch (key) {
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowRight':
      return within(from + 1);
    case 'ArrowUp':
      return rowStep(layout, from, -1);
    case 'ArrowDown':
      return rowStep(layout, from, 1);
    case 'PageUp':
      return within(from - rows * columns);
    case 'PageDown':
      return within(from + rows * columns);
    case 'Home':
      return 0;
    case 'End':
      return layout.count - 1;
    default:
      return null;
  }
}

/** Same column of the adjacent row, or its nearest column. Crosses day boundaries. */
function rowStep(layout: GridLayout, from: number, direction: 1 | -1): number {
  const { columns } = layout.shape;
  const at = layout.sections.findIndex(({ first, count }) => from >= first && from < first + count);
  const section = layout.sections[at];
  if (!section) return 0;
  const inDay = from - section.first;
  const column = inDay % columns;
  const row = Math.floor(inDay / columns) + direction;
  const lastRow = Math.floor((section.count - 1) / columns);
  if (row >= 0 && row <= lastRow) return section.first + Math.min(section.count - 1, row * columns + column);
  const next = layout.sections[at + direction];
  if (!next) return from;
  const nextRow = direction > 0 ? 0 : Math.floor((next.count - 1) / columns);
  return next.first + Math.min(next.count - 1, nextRow * columns + column);
}
