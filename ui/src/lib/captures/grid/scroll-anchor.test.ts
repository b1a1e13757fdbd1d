import { expect, it } from 'vitest';
import { gridLayout, placeOf } from './grid-layout.ts';
import { anchoredScroll, anchorOf } from './scroll-anchor.ts';

const shape = { columns: 3, tileWidth: 100, tileHeight: 80, gap: 10, headingHeight: 40 };
const layoutOf = (...counts: number[]) =>
  gridLayout(
    counts.map((count, at) => ({ day: `2026-11-${30 - at}`, count })),
    shape,
  );

it('keeps the visible captures in place when captures arrive above', () => {
  const before = layoutOf(30, 30);
  const anchor = anchorOf(before, 700, 400)!;
  for (const arrived of [1, 2, 3, 7]) {
    const after = layoutOf(30 + arrived, 30);
    const scrollTop = anchoredScroll(after, anchor, anchor.index + arrived);
    expect(placeOf(after, anchor.index + arrived).top - scrollTop).toBe(placeOf(before, anchor.index).top - 700);
  }
});

it('keeps them in place when a new day begins, and when the columns change', () => {
  const before = layoutOf(30);
  const anchor = anchorOf(before, 333, 400)!;
  const newDay = layoutOf(1, 30);
  expect(placeOf(newDay, anchor.index + 1).top - anchoredScroll(newDay, anchor, anchor.index + 1)).toBe(anchor.offsetPx);
  const wide = gridLayout([{ day: '2026-11-30', count: 30 }], { ...shape, columns: 5 });
  expect(placeOf(wide, anchor.index).top - anchoredScroll(wide, anchor, anchor.index)).toBe(anchor.offsetPx);
});

it('has no anchor at the top or in an empty library', () => {
  expect(anchorOf(layoutOf(30), 0, 400)).toBeNull();
  expect(anchorOf(layoutOf(), 500, 400)).toBeNull();
  expect(anchoredScroll(layoutOf(), { index: 3, offsetPx: 0 }, 3)).toBe(0);
});
