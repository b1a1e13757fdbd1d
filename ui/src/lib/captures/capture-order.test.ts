import { expect, it } from 'vitest';
import { inserted } from './capture-order.ts';

/** A time of this machine's zone, as the hub writes it. */
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const capture = (id: string, day: number, hour: number) => ({ id, capturedAt: at(day, hour) });
const list = [capture('d', 22, 14), capture('c', 22, 0), capture('b', 21, 23), capture('a', 20, 9)];

it('inserts by time, at either end and between', () => {
  const ids = (captures: readonly { id: string }[]): string => captures.map(({ id }) => id).join('');
  expect(ids(inserted(list, capture('new', 23, 1)))).toBe('newdcba');
  expect(ids(inserted(list, capture('mid', 21, 5)))).toBe('dcbmida');
  expect(ids(inserted(list, capture('old', 1, 1)))).toBe('dcbaold');
});

it('replaces one with the same id instead of doubling it', () => {
  const changed = { ...capture('b', 21, 23), label: 'gland' };
  expect(inserted<{ id: string; capturedAt: string; label?: string }>(list, changed).filter(({ id }) => id === 'b')).toEqual([changed]);
});
