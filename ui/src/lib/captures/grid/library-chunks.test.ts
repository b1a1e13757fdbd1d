import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import {
  captureAt,
  carriedOver,
  chunksOf,
  placeOfCapture,
  stale,
  trimmed,
  wants,
  wholeDays,
  withCapture,
  withoutCapture,
  withPage,
} from './library-chunks.ts';

const day = (date: number, count: number) => ({
  day: `2026-11-${date}`,
  count,
  from: new Date(2026, 10, date).toISOString(),
  to: new Date(2026, 10, date, 23, 59, 59, 999).toISOString(),
  sessions: [],
});
const capture = (id: string, date: number, hour: number) => ({ id, capturedAt: new Date(2026, 10, date, hour).toISOString() }) as Capture;
const ids = (captures: readonly Capture[] | undefined) => captures?.map(({ id }) => id).join('');

it('groups small days and splits off large ones', () => {
  const chunks = chunksOf([day(22, 50), day(21, 60), day(20, 400), day(19, 3), day(18, 3)]);
  expect(chunks.map(({ days, count }) => [days.length, count])).toEqual([
    [2, 110],
    [1, 400],
    [2, 6],
  ]);
});

it('loads a large day by its parts, and shows it as one', () => {
  const at = (hour: number, ms = 0): string => new Date(2026, 10, 21, hour, 0, 0, ms).toISOString();
  const { from, to } = day(21, 390);
  const parts = [
    { count: 190, from: at(12), to },
    { count: 2, from: at(9), to: at(12, -1) },
    { count: 198, from, to: at(9, -1) },
  ];
  const chunks = chunksOf([day(22, 50), { ...day(21, 390), parts }, day(20, 7)]);
  expect(chunks.map(({ count }) => count)).toEqual([50, 190, 2, 198, 7]);
  expect(new Set(chunks.map(({ key }) => key)).size).toBe(5);
  expect(wholeDays(chunks)).toEqual([day(22, 50), day(21, 390), day(20, 7)]);

  // The middle part becomes empty, then has captures again.
  const noon = withPage(chunks[2]!, { captures: [capture('b', 21, 10), capture('a', 21, 9)], nextCursor: null });
  let now = chunks.map((chunk) => (chunk === chunks[2] ? noon : chunk));
  now = withoutCapture(withoutCapture(now, 'a'), 'b');
  expect(now.map(({ count }) => count)).toEqual([50, 190, 198, 7]);
  now = withCapture(now, capture('c', 21, 11));
  expect(now.map(({ count }) => count)).toEqual([50, 190, 1, 198, 7]);
  expect(now[2]?.days).toMatchObject([{ from: at(9), to: at(12, -1) }]);
  expect(wholeDays(now)[1]).toMatchObject({ day: '2026-11-21', count: 389, from, to });
});

it('loads a chunk from its newest capture, and counts again when complete', () => {
  const [chunk] = chunksOf([day(22, 3), day(21, 2)]);
  const first = withPage(chunk!, { captures: [capture('e', 22, 9), capture('d', 22, 8)], nextCursor: 'd' });
  expect([ids(first.captures), first.complete, first.count]).toEqual(['ed', false, 5]);
  // One was deleted meanwhile.
  const all = withPage(first, { captures: [capture('b', 21, 9), capture('a', 21, 8)], nextCursor: null });
  expect([ids(all.captures), all.complete, all.count]).toEqual(['edba', true, 4]);
  expect(all.days.map(({ count }) => count)).toEqual([2, 2]);
});

it('keeps outdated captures visible until they are loaded again', () => {
  const [chunk] = chunksOf([day(22, 4)]);
  const loaded = withPage(chunk!, { captures: [4, 3, 2, 1].map((hour) => capture(String(hour), 22, hour)), nextCursor: null });
  const again = stale(loaded);
  expect([ids(again.captures), again.fresh]).toEqual(['4321', 0]);
  const half = withPage(again, { captures: [capture('5', 22, 5), capture('3', 22, 3)], nextCursor: '3' });
  expect([ids(half.captures), half.fresh]).toEqual(['5321', 2]);
  expect(ids(withPage(half, { captures: [capture('1', 22, 1)], nextCursor: null }).captures)).toBe('531');
});

it('inserts captures by time: replaced, in between, beyond the loaded part, on a new day', () => {
  const chunks = chunksOf([day(22, 3), day(20, 2)]);
  const loaded = [withPage(chunks[0]!, { captures: [capture('c', 22, 9), capture('b', 22, 7)], nextCursor: 'b' })];
  expect(withCapture(loaded, { ...capture('b', 22, 7), rating: 4 })[0]?.captures[1]).toMatchObject({ id: 'b', rating: 4 });
  const between = withCapture(loaded, capture('x', 22, 8));
  expect([ids(between[0]?.captures), between[0]?.count, between[0]?.fresh]).toEqual(['cxb', 6, 3]);
  const beyond = withCapture(loaded, capture('old', 20, 1));
  expect([ids(beyond[0]?.captures), beyond[0]?.count]).toEqual(['cb', 6]);
  const newDay = withCapture(loaded, capture('new', 23, 1));
  expect(newDay.map(({ count, days }) => [count, days[0]?.day])).toEqual([
    [1, '2026-11-23'],
    [5, '2026-11-22'],
  ]);
});

it('removes captures, and days with their last capture', () => {
  const [chunk] = chunksOf([day(22, 1), day(21, 1)]);
  const loaded = [withPage(chunk!, { captures: [capture('b', 22, 1), capture('a', 21, 1)], nextCursor: null })];
  const one = withoutCapture(loaded, 'b');
  expect([ids(one[0]?.captures), one[0]?.days.map((left) => left.day)]).toEqual(['a', ['2026-11-21']]);
  expect(withoutCapture(one, 'a')).toEqual([]);
  expect(withoutCapture(loaded, 'nobody')).toEqual(loaded);
});

it('requests only missing parts of the visible range, nearest first', () => {
  const chunks = chunksOf([day(22, 100), day(21, 100), day(20, 100), day(19, 100)]);
  expect(wants(chunks, { first: 90, end: 310 }, 210).map(({ key, upTo }) => [key.slice(0, 10), upTo])).toEqual([
    ['2026-11-20', 100],
    ['2026-11-21', 100],
    ['2026-11-19', 10],
    ['2026-11-22', 100],
  ]);
  const loaded = [withPage(chunks[0]!, { captures: [capture('a', 22, 3)], nextCursor: null }), ...chunks.slice(1)];
  expect(wants(loaded, { first: 0, end: 1 }, 0)).toEqual([]);
});

it('finds captures by index and indexes by id', () => {
  const chunks = chunksOf([day(22, 119), day(21, 2)]);
  const second = withPage(chunks[1]!, { captures: [capture('b', 21, 9), capture('a', 21, 1)], nextCursor: null });
  const list = [chunks[0]!, second];
  expect([captureAt(list, 5), captureAt(list, 120)?.id, captureAt(list, 200)]).toEqual([null, 'a', null]);
  expect([placeOfCapture(list, 'b'), placeOfCapture(list, 'nobody')]).toEqual([119, -1]);
});

it('carries over unchanged days, and shows the rest until loaded again', () => {
  const chunks = chunksOf([day(22, 119), day(21, 2)]);
  const old = [chunks[0]!, withPage(chunks[1]!, { captures: [capture('b', 21, 9), capture('a', 21, 1)], nextCursor: null })];
  expect(carriedOver(old, chunksOf([day(22, 119), day(21, 2)]))[1]).toMatchObject({ complete: true, fresh: 2 });
  const grown = carriedOver(old, chunksOf([day(22, 119), day(21, 3)]))[1];
  expect([ids(grown?.captures), grown?.fresh, grown?.complete, grown?.count]).toEqual(['ba', 0, false, 3]);
});

it('drops the furthest captures when too many are loaded', () => {
  const chunks = chunksOf([day(22, 100), day(21, 100), day(20, 100)]).map((chunk) =>
    withPage(chunk, {
      captures: Array.from({ length: 100 }, (_, at) => capture(`${chunk.key}/${at}`, Number(chunk.key.slice(8, 10)), 1)),
      nextCursor: null,
    }),
  );
  expect(trimmed(chunks, 250, 200).map(({ captures, count }) => [captures.length, count])).toEqual([
    [0, 100],
    [100, 100],
    [100, 100],
  ]);
  expect(trimmed(chunks, 250, 300)).toBe(chunks);
});
