import { expect, it } from 'vitest';
import { bars, bytesPerDay, isLow, lastsText, leftBytes, amountText } from './storage-figures.ts';

const day = (bytes: number) => ({ day: '2026-11-22', captures: bytes > 0 ? 1 : 0, bytes });
const use = { freeBytes: 400e9, diskBytes: 1000e9, quotaBytes: null, bytes: 90e9, trash: { captures: 1, bytes: 5e9 } };

it('uses the rate of the last week, without its idle days', () => {
  expect(bytesPerDay([day(900), day(0), day(0), day(100), day(0), day(300), day(0), day(0)])).toBe(200);
  expect(bytesPerDay([day(0)])).toBeNull();
  expect(bytesPerDay([])).toBeNull();
});

it('uses the smaller of disk and quota', () => {
  expect(leftBytes(use)).toBe(400e9);
  expect(leftBytes({ ...use, quotaBytes: 100e9 })).toBe(5e9);
  expect(leftBytes({ ...use, quotaBytes: 50e9 })).toBe(0);
});

it.each([
  [100, 30, '≈ 3 days'],
  [30, 30, '≈ 1 day'],
  [1e6, 30, 'more than a year'],
  [100, null, null],
])('%d bytes at %s a day last %s', (left, perDay, text) => expect(lastsText(left, perDay)).toBe(text));

it('warns below a tenth', () => {
  expect(isLow(use)).toBe(false);
  expect(isLow({ ...use, freeBytes: 99e9 })).toBe(true);
  expect(isLow({ ...use, quotaBytes: 100e9 })).toBe(true);
});

it('shows the largest, and the rest as one', () => {
  const uses = [1, 4, 2, 3].map((bytes) => ({ id: String(bytes), name: `n${bytes}`, captures: bytes, bytes }));
  expect(bars(uses, 2)).toEqual([
    { id: '4', name: 'n4', captures: 4, bytes: 4, share: 1 },
    { id: '3', name: 'n3', captures: 3, bytes: 3, share: 0.75 },
    { id: '*', name: '2 others', captures: 3, bytes: 3, share: 0.75 },
  ]);
  expect(bars([])).toEqual([]);
});

it('groups the digits of large numbers', () =>
  expect([amountText({ captures: 21_400, bytes: 1.37e9 }), amountText({ captures: 1, bytes: 10 })]).toEqual([
    '21\u202f400 captures, 1.4 GB',
    '1 capture, 10 B',
  ]));
