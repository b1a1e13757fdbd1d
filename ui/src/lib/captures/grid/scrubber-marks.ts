import type { GridLayout } from './grid-layout.ts';
import { locale } from '../../../languages/translate.ts';

export interface ScrubberMark {
  readonly label: string;
  /** Distance from the top of the library, fraction of its height. */
  readonly share: number;
  readonly year: boolean;
}

const monthName = (day: string): string =>
  new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1).toLocaleDateString(locale(), { month: 'long' }).slice(0, 3);

/** Marks where months and years begin, newest first, at least `apartPx` apart. Years take precedence over months. */
export function scrubberMarks(layout: GridLayout, heightPx: number, apartPx: number): ScrubberMark[] {
  if (layout.heightPx === 0 || heightPx <= 0) return [];
  const begun: ScrubberMark[] = [];
  let before = '';
  for (const { day, topPx } of layout.sections) {
    const month = day.day.slice(0, 7);
    const newYear = before !== '' && month.slice(0, 4) !== before.slice(0, 4);
    if (month !== before)
      begun.push({ label: newYear ? month.slice(0, 4) : monthName(day.day), share: topPx / layout.heightPx, year: newYear });
    before = month;
  }
  const kept: ScrubberMark[] = [];
  const free = (mark: ScrubberMark): boolean => kept.every(({ share }) => Math.abs(share - mark.share) * heightPx >= apartPx);
  for (const mark of [...begun.filter(({ year }) => year), ...begun.filter(({ year }) => !year)]) if (free(mark)) kept.push(mark);
  return kept.sort((a, b) => a.share - b.share);
}
