import type { DiagnosticsViewer } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { inOrder, pressed, viewerMatches } from './viewer-rows.ts';

function viewer(id: number, change: Partial<DiagnosticsViewer> = {}): DiagnosticsViewer {
  return {
    ...{ id, cameraId: 'bench-3', userId: `u${id}`, name: `Person ${id}`, guest: false, address: '10.0.0.1', client: 'page' },
    ...{ sinceUs: id, fps: 30, bytesPerSecond: 1000, dropped: 0, width: 640 },
    ...change,
  };
}

const ids = (viewers: readonly DiagnosticsViewer[]) => viewers.map(({ id }) => id);

it('sorts by a column, and equal rows by connection', () => {
  const viewers = [viewer(3, { fps: 30 }), viewer(1, { fps: 30 }), viewer(2, { fps: 9 })];
  expect(ids(inOrder(viewers, { column: 'fps', descending: true }))).toEqual([1, 3, 2]);
  expect(ids(inOrder(viewers, { column: 'fps', descending: false }))).toEqual([2, 1, 3]);
});

it('sorts names without case, and missing ages last when the oldest come first', () => {
  const names = [viewer(1, { name: 'ben' }), viewer(2, { name: 'Ana' })];
  expect(ids(inOrder(names, { column: 'name', descending: false }))).toEqual([2, 1]);
  const ages = [viewer(1), viewer(2, { age: { p50Ms: 40, p95Ms: 900 } }), viewer(3, { age: { p50Ms: 400, p95Ms: 500 } })];
  expect(ids(inOrder(ages, { column: 'age', descending: true }))).toEqual([2, 3, 1]);
});

it('starts numbers with the largest and texts with the first letter, then reverses', () => {
  const byName = pressed({ column: 'fps', descending: true }, 'name');
  expect(byName).toEqual({ column: 'name', descending: false });
  expect(pressed(byName, 'name')).toEqual({ column: 'name', descending: true });
  expect(pressed(byName, 'age')).toEqual({ column: 'age', descending: true });
});

it.each([
  ['', true],
  ['ana 10.0', true],
  ['guest narrow', true],
  ['mjpeg', false],
])('finds words: %j', (search, found) => {
  expect(viewerMatches(viewer(1, { name: 'Ana', guest: true, reason: 'narrow_link' }), search)).toBe(found);
});
