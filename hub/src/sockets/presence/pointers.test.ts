import type { Pointer } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pointers } from './pointers.ts';

const ANA = { userId: 'ana', name: 'Ana' };
const BEN = { userId: 'ben', name: 'Ben' };
const tab = {};
const otherTab = {};
let sent: { atMs: number; pointer: Pointer; surely: boolean }[];
let pointers: Pointers<object>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  sent = [];
  pointers = new Pointers((pointer, _from, { surely }) => sent.push({ atMs: Date.now(), pointer, surely }));
});
afterEach(() => {
  pointers.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const move = (x: number | null, cameraId = 'cam', from = tab, who = ANA): void => {
  pointers.move(who, { cameraId, at: x === null ? null : { x, y: 0 } }, from);
};
const places = (): (number | null)[] => sent.map(({ pointer }) => pointer.at?.x ?? null);

it('passes 20 positions a second on, and the last of all', () => {
  for (let x = 1; x <= 1000; x++) {
    move(x);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(100);
  expect(sent.length).toBeGreaterThanOrEqual(20);
  expect(sent.length).toBeLessThanOrEqual(21);
  const gaps = sent.slice(1).map(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBe(50);
  expect(places()[0]).toBe(1);
  expect(places().at(-1)).toBe(1000);
});

it('sends a move that comes alone at once', () => {
  move(1);
  vi.advanceTimersByTime(50);
  move(2);
  expect(sent).toEqual([
    { atMs: 0, surely: false, pointer: { ...ANA, cameraId: 'cam', at: { x: 1, y: 0 } } },
    { atMs: 50, surely: false, pointer: { ...ANA, cameraId: 'cam', at: { x: 2, y: 0 } } },
  ]);
});

it('says once more, surely, where a pointer has come to rest', () => {
  move(1);
  vi.advanceTimersByTime(199);
  move(2);
  vi.advanceTimersByTime(1000);
  expect(sent.map(({ atMs, surely, pointer }) => [atMs, surely, pointer.at?.x])).toEqual([
    [0, false, 1],
    [199, false, 2],
    [399, true, 2],
  ]);
});

it('counts for each person', () => {
  move(1);
  move(2, 'cam', otherTab, BEN);
  expect(places()).toEqual([1, 2]);
});

it('says when a pointer has left', () => {
  move(1);
  move(2);
  move(null);
  vi.advanceTimersByTime(100);
  expect(places()).toEqual([1, null]);
});

it('takes a pointer from the camera it was at before', () => {
  move(1, 'left');
  move(2, 'right');
  move(null, 'left');
  vi.advanceTimersByTime(100);
  expect(sent.map(({ pointer: { cameraId, at } }) => [cameraId, at?.x ?? null])).toEqual([
    ['left', 1],
    ['left', null],
    ['right', 2],
  ]);
});

it('takes the pointer away with the connection that it came from', () => {
  move(1);
  move(2);
  pointers.leave('ana', otherTab);
  expect(places()).toEqual([1]);
  pointers.leave('ana', tab);
  expect(places()).toEqual([1, null]);
  vi.advanceTimersByTime(1000);
  expect(places()).toEqual([1, null]);
});

it('lets a connection that did not point go in silence', () => {
  pointers.leave('ana', tab);
  move(null);
  expect(sent).toEqual([]);
});
