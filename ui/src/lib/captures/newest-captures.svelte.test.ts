import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { inserted, NewestCaptures } from './newest-captures.svelte.ts';

const capture = (id: number) => ({ id: String(id), deletedAt: null, capturedAt: new Date(id * 1000).toISOString() }) as Capture;

/** A list of three, and a hub whose answers the test controls. */
function rig() {
  const newest = new NewestCaptures(3);
  const ask = () => {
    const { promise, resolve, reject } = Promise.withResolvers<{ captures: Capture[] }>();
    const done = newest.load(() => promise);
    const answer = (...ids: number[]) => {
      resolve({ captures: ids.map(capture) });
      return done;
    };
    const fail = () => {
      reject(new Error('gone'));
      return done;
    };
    return { answer, fail };
  };
  return { newest, ask, ids: () => newest.list.map(({ id }) => id).join('') };
}

it('uses the answer to the last request, in whatever order answers arrive', async () => {
  const { ask, ids } = rig();
  const first = ask();
  const second = ask();
  await second.answer(3, 2);
  await first.answer(1);
  expect(ids()).toBe('32');
});

it('applies events since the request to its answer', async () => {
  const { newest, ask, ids } = rig();
  const question = ask();
  newest.put(capture(4));
  newest.remove(['2']);
  newest.put({ ...capture(3), rating: 5 });
  await question.answer(3, 2, 1);
  expect([ids(), newest.list[1]?.rating]).toEqual(['431', 5]);
});

it('keeps its list when a request fails, and ignores an answer after it was cleared', async () => {
  const { newest, ask, ids } = rig();
  await ask().answer(2, 1);
  await expect(ask().fail()).rejects.toThrow('gone');
  newest.put(capture(3));
  expect(ids()).toBe('321');
  const question = ask();
  newest.clear();
  await question.answer(3);
  expect(ids()).toBe('');
});

/** A local time in the hub's format. */
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const captureAt = (id: string, day: number, hour: number) => ({ id, capturedAt: at(day, hour) });
const list = [captureAt('d', 22, 14), captureAt('c', 22, 0), captureAt('b', 21, 23), captureAt('a', 20, 9)];

it('inserts by time, at both ends and in between', () => {
  const ids = (captures: readonly { id: string }[]): string => captures.map(({ id }) => id).join('');
  expect(ids(inserted(list, captureAt('new', 23, 1)))).toBe('newdcba');
  expect(ids(inserted(list, captureAt('mid', 21, 5)))).toBe('dcbmida');
  expect(ids(inserted(list, captureAt('old', 1, 1)))).toBe('dcbaold');
});

it('replaces a capture with the same id', () => {
  const changed = { ...captureAt('b', 21, 23), label: 'gland' };
  expect(inserted<{ id: string; capturedAt: string; label?: string }>(list, changed).filter(({ id }) => id === 'b')).toEqual([changed]);
});
