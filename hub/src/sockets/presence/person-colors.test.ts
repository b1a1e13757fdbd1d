import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { preferredColor } from '@eyepiece/shared-types/people/person-color';
import { PersonColors } from './person-colors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('gives a person the number that follows from the id, every time', () => {
  const first = new PersonColors();
  const again = new PersonColors();
  again.take('ben');
  expect(first.take('ana')).toBe(preferredColor('ana'));
  expect(again.take('ana')).toBe(preferredColor('ana'));
});

it('gives connected people different numbers', () => {
  const colors = new PersonColors();
  const ids = Array.from({ length: 20 }, (_, index) => `person-${index}`);
  const numbers = ids.map((id) => colors.take(id));
  expect(new Set(numbers).size).toBe(20);
  expect(ids.map((id) => colors.take(id))).toEqual(numbers);
  expect(Math.max(...numbers)).toBe(19);
});

/** Has the same preferred number as ana. */
const rival = Array.from({ length: 100 }, (_, index) => `rival-${index}`).find((id) => preferredColor(id) === preferredColor('ana')) ?? '';

it('keeps the number of a person who returns within 30 s, even when others join', () => {
  const colors = new PersonColors();
  colors.take('ana');
  colors.leave('ana');
  vi.advanceTimersByTime(29_999);
  expect(colors.take(rival)).toBe(0);
  expect(colors.take('ana')).toBe(preferredColor('ana'));
});

it('frees the number of a person who left after that time', () => {
  const colors = new PersonColors();
  colors.take('ana');
  colors.leave('ana');
  vi.advanceTimersByTime(30_000);
  expect([colors.take(rival), colors.take('ana')]).toEqual([preferredColor('ana'), 0]);
});
