import { expect, it } from 'vitest';
import { gridLayout } from './grid-layout.ts';
import { scrubberMarks } from './scrubber-marks.ts';

const shape = { columns: 1, tileWidth: 100, tileHeight: 90, gap: 10, headingHeight: 0 };
const layoutOf = (...days: [string, number][]) =>
  gridLayout(
    days.map(([day, count]) => ({ day, count })),
    shape,
  );

it('marks months, and years at their first month', () => {
  const layout = layoutOf(['2026-02-20', 10], ['2026-02-01', 10], ['2026-01-31', 20], ['2025-12-24', 20], ['2025-11-02', 40]);
  expect(scrubberMarks(layout, 500, 20).map(({ label, share }) => [label, share])).toEqual([
    ['Feb', 0],
    ['Jan', 0.2],
    ['2025', 0.4],
    ['Nov', 0.6],
  ]);
});

it('keeps marks apart, years before months', () => {
  const layout = layoutOf(['2026-02-20', 50], ['2026-01-31', 1], ['2025-12-24', 49]);
  expect(scrubberMarks(layout, 400, 24).map(({ label }) => label)).toEqual(['Feb', '2025']);
});

it('returns no marks for an empty library', () => expect(scrubberMarks(layoutOf(), 400, 24)).toEqual([]));
