import { expect, it } from 'vitest';
import { aboutSpanText, countdownText, runningText, spanText } from './span-text.ts';

it.each([
  [250, '250 ms'],
  [2500, '2.5 s'],
  [2000, '2 s'],
  [45_400, '45 s'],
  [59_999, '1 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [273_600_000, '3 d 4 h'],
])('writes %d ms as %s', (ms, text) => expect(spanText(ms)).toBe(text));

it('rounds a forecast down to its largest unit', () => {
  expect(aboutSpanText(34_000_000)).toBe('9 h');
  expect(aboutSpanText(90_000)).toBe('1 min');
});

it('rounds down when counting up, and up when counting down', () => {
  expect([runningText(999), runningText(42_000), runningText(3_723_000)]).toEqual(['0:00', '0:42', '1:02:03']);
  expect([countdownText(41_001), countdownText(1), countdownText(0), countdownText(-5)]).toEqual(['0:42', '0:01', '0:00', '0:00']);
});
