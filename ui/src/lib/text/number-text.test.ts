import { expect, it } from 'vitest';
import { formatNumber, parseNumber, sameValue } from './number-text.ts';

const exposure = { label: 'Exposure', unit: 'ms', min: 0.02, max: 2000 };

it.each([
  [0.0204, '0.020'],
  [8, '8.00'],
  [41.6667, '41.67'],
  [125.44, '125.4'],
  [1999.6, '2000'],
  [0, '0.00'],
])('shows %d as %s', (value, text) => expect(formatNumber(value, {})).toBe(text));

it('keeps the camera’s decimals, up to a readable number of digits', () => {
  expect(formatNumber(6, { digits: 1 })).toBe('6.0');
  expect(formatNumber(41.6667, { digits: 3 })).toBe('41.667');
  expect(formatNumber(200, { digits: 3 })).toBe('200.0');
  expect(formatNumber(1250, { digits: 0 })).toBe('1250');
});

it('accepts points and commas', () => {
  expect(parseNumber(' 12,5 ', exposure)).toEqual({ ok: true, value: 12.5 });
  expect(parseNumber('12.5', exposure)).toEqual({ ok: true, value: 12.5 });
});

it('names field, value and limit', () => {
  expect(parseNumber('9000', exposure)).toEqual({ ok: false, why: "Exposure 9000 ms is above the camera's 2000 ms" });
  expect(parseNumber('0', exposure)).toEqual({ ok: false, why: "Exposure 0 ms is below the camera's 0.02 ms" });
  expect(parseNumber('soon', exposure)).toEqual({ ok: false, why: 'Exposure takes a number' });
  expect(parseNumber('', exposure)).toEqual({ ok: false, why: 'Exposure takes a number' });
});

it('compares settings of all types', () => {
  expect(sameValue(10, 10.004)).toBe(true);
  expect(sameValue(10, 10.1)).toBe(false);
  expect(sameValue({ red: 1, green: 1 }, { red: 1, green: 1.0001 })).toBe(true);
  expect(sameValue({ width: 10 }, { width: 11 })).toBe(false);
  expect(sameValue('off', 'once')).toBe(false);
});
