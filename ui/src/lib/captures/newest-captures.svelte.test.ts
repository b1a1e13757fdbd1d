import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { inserted, NewestCaptures } from './newest-captures.svelte.ts';

const capture = (id: number) => ({ id: String(id), deletedAt: null, capturedAt: new Date(id * 1000).toISOString() }) as Capture;

/** A list of three, and a hub that answers when it is told to. */
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

it('takes the answer to the last question, in whatever order the answers come', async () => {
  const { ask, ids } = rig();
  const first = ask();
  const second = ask();
  await second.answer(3, 2);
  await first.answer(1);
  expect(ids()).toBe('32');
});

it('puts into an answer what happened since the question', async () => {
  const { newest, ask, ids } = rig();
  const question = ask();
  newest.put(capture(4));
  newest.remove(['2']);
  newest.put({ ...capture(3), rating: 5 });
  await question.answer(3, 2, 1);
  expect([ids(), newest.list[1]?.rating]).toEqual(['431', 5]);
});

it('keeps what it has when a question fails, and drops an answer that comes after it was cleared', async () => {
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

/** A time of this machine's zone, as the hub writes it. */
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const captureAt = (id: string, day: number, hour: number) => ({ id, capturedAt: at(day, hour) });
const list = [captureAt('d', 22, 14), captureAt('c', 22, 0), captureAt('b', 21, 23), captureAt('a', 20, 9)];

it('inserts by time, at either end and between', () => {
  const ids = (captures: readonly { id: string }[]): string => captures.map(({ id }) => id).join('');
  expect(ids(inserted(list, captureAt('new', 23, 1)))).toBe('newdcba');
  expect(ids(inserted(list, captureAt('mid', 21, 5)))).toBe('dcbmida');
  expect(ids(inserted(list, captureAt('old', 1, 1)))).toBe('dcbaold');
});

it('replaces one with the same id instead of doubling it', () => {
  const changed = { ...captureAt('b', 21, 23), label: 'gland' };
  expect(inserted<{ id: string; capturedAt: string; label?: string }>(list, changed).filter(({ id }) => id === 'b')).toEqual([changed]);
});
