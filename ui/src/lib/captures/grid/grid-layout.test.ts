import { expect, it } from 'vitest';
import { gridLayout, gridShape, gridStep, placeOf, sectionAt, sectionOf, visibleRange, visibleSections } from './grid-layout.ts';

/** Three columns of 100 × 80, gaps of 10, headings of 40. */
const shape = { columns: 3, tileWidth: 100, tileHeight: 80, gap: 10, headingHeight: 40 };
const days = [
  { day: '2026-11-22', count: 4 },
  { day: '2026-11-20', count: 1 },
  { day: '2026-11-19', count: 7 },
];
const layout = gridLayout(days, shape);

it('computes the total height from the counts', () => {
  expect(layout.count).toBe(12);
  expect(layout.sections.map(({ first, topPx }) => [first, topPx])).toEqual([
    [0, 0],
    [4, 220],
    [5, 350],
  ]);
  expect(layout.heightPx).toBe(350 + 40 + 3 * 90);
});

it('places tiles in the columns of their day', () => {
  expect(placeOf(layout, 0)).toEqual({ left: 0, top: 40 });
  expect(placeOf(layout, 3)).toEqual({ left: 0, top: 130 });
  expect(placeOf(layout, 4)).toEqual({ left: 0, top: 260 });
  expect(placeOf(layout, 9)).toEqual({ left: 110, top: 350 + 40 + 90 });
});

it('finds exactly the visible tiles at every scroll position', () => {
  const { columns, tileHeight } = shape;
  for (let from = 0; from < layout.heightPx; from += 7) {
    const to = from + 150;
    const seen = Array.from({ length: layout.count }, (_, index) => index).filter((index) => {
      const { top } = placeOf(layout, index);
      return top + tileHeight > from && top < to;
    });
    const { first, end } = visibleRange(layout, from, to);
    // Tolerance of one gap: a row that ends within the gap may be included.
    for (const index of seen) expect(index >= first && index < end, `${index} at ${from}`).toBe(true);
    expect(end - first).toBeLessThanOrEqual(seen.length + columns);
  }
});

it('finds sections by height and by index', () => {
  expect(sectionAt(layout, 219)?.day.day).toBe('2026-11-22');
  expect(sectionAt(layout, 220)?.day.day).toBe('2026-11-20');
  expect(sectionOf(layout, 5)?.day.day).toBe('2026-11-19');
  expect(visibleSections(layout, 200, 360).map(({ day }) => day.day)).toEqual(['2026-11-22', '2026-11-20', '2026-11-19']);
  expect(visibleSections(layout, 225, 340).map(({ day }) => day.day)).toEqual(['2026-11-20']);
});

it('steps by keys across the layout and across days', () => {
  const step = (from: number, key: string) => gridStep(layout, from, key, 180);
  expect([step(0, 'ArrowLeft'), step(0, 'ArrowRight'), step(11, 'ArrowRight')]).toEqual([0, 1, 11]);
  expect([step(1, 'ArrowDown'), step(3, 'ArrowDown'), step(4, 'ArrowDown'), step(11, 'ArrowDown')]).toEqual([3, 4, 5, 11]);
  expect([step(7, 'ArrowUp'), step(4, 'ArrowUp'), step(2, 'ArrowUp')]).toEqual([4, 3, 2]);
  expect([step(0, 'End'), step(11, 'Home'), step(0, 'PageDown'), step(3, 'PageUp')]).toEqual([11, 0, 6, 0]);
  expect(step(0, 'q')).toBeNull();
  expect(gridStep(gridLayout([], shape), 0, 'ArrowDown', 100)).toBeNull();
});

it('uses seven columns on a desktop and three on a phone', () => {
  expect(gridShape(1308).columns).toBe(7);
  expect(gridShape(370)).toMatchObject({ columns: 3, gap: 4 });
});

it('lays out a hundred thousand captures of two thousand days within a frame', () => {
  const many = Array.from({ length: 2000 }, (_, at) => ({ day: String(at), count: 50 }));
  const large = gridLayout(many, gridShape(1308));
  expect(large.count).toBe(100_000);
  const { first, end } = visibleRange(large, large.heightPx / 2, large.heightPx / 2 + 900);
  expect(end - first).toBeLessThan(60);
  expect(first).toBeGreaterThan(49_000);
});
