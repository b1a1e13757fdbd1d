import type { Pointer } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pointers } from './pointers.ts';

const ANA = { userId: 'ana', name: 'Ana' };
const BEN = { userId: 'ben', name: 'Ben' };
const tab = {};
const otherTab = {};
let sent: { atMs: number; pointer: Pointer; reliable: boolean }[];
let pointers: Pointers<object>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  sent = [];
  pointers = new Pointers((pointer, _from, { reliable }) => sent.push({ atMs: Date.now(), pointer, reliable }));
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

it('sends 20 positions a second, and the last one', () => {
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

it('sends a single move at once', () => {
  move(1);
  vi.advanceTimersByTime(50);
  move(2);
  expect(sent).toEqual([
    { atMs: 0, reliable: false, pointer: { ...ANA, cameraId: 'cam', at: { x: 1, y: 0 } } },
    { atMs: 50, reliable: false, pointer: { ...ANA, cameraId: 'cam', at: { x: 2, y: 0 } } },
  ]);
});

it('repeats the resting position reliably', () => {
  move(1);
  vi.advanceTimersByTime(199);
  move(2);
  vi.advanceTimersByTime(1000);
  expect(sent.map(({ atMs, reliable, pointer }) => [atMs, reliable, pointer.at?.x])).toEqual([
    [0, false, 1],
    [199, false, 2],
    [399, true, 2],
  ]);
});

it('limits each person separately', () => {
  move(1);
  move(2, 'cam', otherTab, BEN);
  expect(places()).toEqual([1, 2]);
});

it('reports when a pointer leaves', () => {
  move(1);
  move(2);
  move(null);
  vi.advanceTimersByTime(100);
  expect(places()).toEqual([1, null]);
});

it('hides a pointer at its previous camera', () => {
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

it('hides the pointer when its connection closes', () => {
  move(1);
  move(2);
  pointers.leave('ana', otherTab);
  expect(places()).toEqual([1]);
  pointers.leave('ana', tab);
  expect(places()).toEqual([1, null]);
  vi.advanceTimersByTime(1000);
  expect(places()).toEqual([1, null]);
});

it('sends nothing for a connection without a pointer', () => {
  pointers.leave('ana', tab);
  move(null);
  expect(sent).toEqual([]);
});
