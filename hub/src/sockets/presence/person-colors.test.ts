import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PersonColors } from './person-colors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('gives each person the smallest free number', () => {
  const colors = new PersonColors();
  expect(['ana', 'ben', 'cleo'].map((id) => colors.take(id))).toEqual([0, 1, 2]);
  expect(colors.take('ben')).toBe(1);
});

it('keeps the number of a person who returns within 30 s, even when others join', () => {
  const colors = new PersonColors();
  colors.take('ana');
  colors.leave('ana');
  vi.advanceTimersByTime(29_999);
  expect(colors.take('ben')).toBe(1);
  expect(colors.take('ana')).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(colors.take('cleo')).toBe(2);
});

it('frees the number of a person who left after that time', () => {
  const colors = new PersonColors();
  colors.take('ana');
  colors.take('ben');
  colors.leave('ana');
  vi.advanceTimersByTime(30_000);
  expect([colors.take('cleo'), colors.take('ana'), colors.take('ben')]).toEqual([0, 2, 1]);
});
