import { expect, it } from 'vitest';
import { addedUp, partsOfDay } from './day-parts.ts';

const DAY = { from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T23:59:59.999Z' };
const quarter = (time: string): number => Date.parse(`2026-11-22T${time}Z`) / 900_000;

it('merges quarters of an hour into parts of at most a page that cover the whole day', () => {
  const quarters = new Map([
    [quarter('08:00'), 90],
    [quarter('08:15'), 110],
    [quarter('09:00'), 40],
    [quarter('12:30'), 900],
    [quarter('12:45'), 1],
  ]);
  expect(partsOfDay(DAY, quarters)).toEqual([
    { count: 1, from: '2026-11-22T12:45:00.000Z', to: DAY.to },
    { count: 900, from: '2026-11-22T12:30:00.000Z', to: '2026-11-22T12:44:59.999Z' },
    { count: 150, from: '2026-11-22T08:15:00.000Z', to: '2026-11-22T12:29:59.999Z' },
    { count: 90, from: DAY.from, to: '2026-11-22T08:14:59.999Z' },
  ]);
  expect(partsOfDay(DAY, new Map([[quarter('08:00'), 2000]]))).toEqual([{ count: 2000, ...DAY }]);
});

it('adds up the quarters of several sessions', () => {
  const first = addedUp(undefined, [7, 8], [1, 2]);
  expect([...addedUp(first, [8, 9], [10, 20])]).toEqual([
    [7, 1],
    [8, 12],
    [9, 20],
  ]);
});
