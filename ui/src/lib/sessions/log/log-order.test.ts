import type { SessionEntry } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { byLogDay, merged } from './log-order.ts';

const entry = (id: number, revision = 1, at = '2026-11-22T12:00:00.000Z') => ({ id, revision, at }) as SessionEntry;
const ids = (entries: readonly SessionEntry[]): string => entries.map(({ id, revision }) => `${id}.${revision}`).join(' ');

it('merges entries in log order, each once, in the newest revision', () => {
  expect(ids(merged([entry(3), entry(5)], [entry(4), entry(5, 2), entry(1)]))).toBe('1.1 3.1 4.1 5.2');
  expect(ids(merged([entry(3, 4)], [entry(3, 2)]))).toBe('3.4');
});

it('groups a log by local day', () => {
  const early = new Date(2026, 10, 22, 23, 59).toISOString();
  const late = new Date(2026, 10, 23, 0, 1).toISOString();
  const days = byLogDay([entry(1, 1, early), entry(2, 1, early), entry(3, 1, late)]);
  expect(days.map(({ key, entries }) => [key, entries.length])).toEqual([
    ['2026-11-22', 2],
    ['2026-11-23', 1],
  ]);
});
