import { expect, it } from 'vitest';
import { counterText, dayText, durationText, localDay, shortDayText, shortTimeText, timeText } from './clock-text.ts';

it('formats times with two digits', () => {
  const when = new Date(2026, 10, 22, 9, 5, 3).toISOString();
  expect(timeText(when)).toBe('09:05:03');
  expect(shortTimeText(when)).toBe('09:05');
});

it('returns the local day', () => {
  const when = new Date(2026, 2, 4, 23, 59).toISOString();
  expect([localDay(when), localDay(undefined), shortDayText(when)]).toEqual(['2026-03-04', '', '4 Mar']);
});

it('formats days, with the year if it is not the current one', () => {
  const now = new Date(2026, 10, 22);
  expect(dayText('2026-11-22', now)).toBe('Sunday 22 November');
  expect(dayText('2025-12-01', now)).toBe('Monday 1 December 2025');
});

it.each([
  [7400, '7 s'],
  [89_000, '89 s'],
  [180_000, '3 min'],
  [2 * 3_600_000, '2 h'],
  [5 * 86_400_000, '5 d'],
  [-50, '0 s'],
])('writes %d ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));

it('counts minutes and seconds', () => expect([0, 12_400, 61_000].map(counterText)).toEqual(['0:00', '0:12', '1:01']));
