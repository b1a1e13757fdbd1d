import type { Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { NewestCaptures } from './newest-captures.svelte.ts';

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
