import { expect, it, vi } from 'vitest';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';
import { dayEdge, filterOf, isFiltered, searchOf, withPart } from './library-filter.ts';

const SESSION = '5c1e8f1f-1111-4111-8111-111111111111';
const everything: CaptureFilter = {
  q: 'gland & crypt',
  cameraId: 'bench-3',
  sessionId: SESSION,
  userId: SESSION,
  format: 'ome-tiff',
  jobId: SESSION,
  tag: 'keep, please',
  label: 'Slide 12',
  ratingMin: 3,
  from: dayEdge('2026-11-01', 'from')!,
  to: '2026-11-22T09:15:00.000Z',
  exposureMin: 0.5,
  exposureMax: 40,
  gainMin: 0,
  gainMax: 6,
};

it('writes every filter to the URL and reads it back', () => {
  expect(filterOf(searchOf(everything))).toEqual(everything);
  expect(searchOf({})).toBe('');
  expect(filterOf('')).toEqual({});
});

it('writes days when a filter means whole days', () => {
  expect(searchOf({ from: dayEdge('2026-11-22', 'from')!, to: dayEdge('2026-11-22', 'to')! })).toBe('?from=2026-11-22&to=2026-11-22');
  expect(filterOf('?from=2026-11-22').from).toBe(dayEdge('2026-11-22', 'from'));
  expect(filterOf('?to=2026-11-22').to).toBe(dayEdge('2026-11-22', 'to'));
});

it("accepts the hub's parameter names", () => {
  expect(filterOf(`?cameraId=bench-3&sessionId=${SESSION}&ratingMin=2`)).toEqual({ cameraId: 'bench-3', sessionId: SESSION, ratingMin: 2 });
});

it('ignores invalid values', () => {
  expect(filterOf('?session=nobody&format=gif&rating=9&from=2026-13-41&exposureMin=soon&tag=+&q=gland')).toEqual({ q: 'gland' });
});

it('changes one part, and removes empty values', () => {
  expect(withPart({ q: 'gland', tag: 'keep' }, { tag: undefined, q: '', ratingMin: 2 })).toEqual({ ratingMin: 2 });
  expect([isFiltered({}), isFiltered({ deleted: true }), isFiltered({ gainMin: 0 })]).toEqual([false, false, true]);
});

it.each([
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T00:59:59.999Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
  ['Asia/Beirut', '2026-10-24', '2026-10-23T21:00:00.000Z', '2026-10-24T21:59:59.999Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T20:59:59.999Z'],
])('covers the whole day in %s on %s', (zone, day, from, to) => {
  vi.stubEnv('TZ', zone);
  try {
    expect([dayEdge(day, 'from'), dayEdge(day, 'to')]).toEqual([from, to]);
  } finally {
    vi.unstubAllEnvs();
  }
});

it('returns undefined for an invalid day', () => {
  expect([dayEdge('', 'from'), dayEdge('soon', 'to'), dayEdge('2026-xx-01', 'to')]).toEqual([undefined, undefined, undefined]);
});
