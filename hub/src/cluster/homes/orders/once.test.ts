import { expect, it } from 'vitest';
import { Once } from './once.ts';

it('carries out an order once, and answers its repetitions with the first answer', async () => {
  const once = new Once();
  let done = 0;
  const answer = Promise.withResolvers<string>();
  const work = (): Promise<unknown> => {
    done += 1;
    return answer.promise;
  };
  const first = once.run('hub-a 1', work);
  const whileInProgress = once.run('hub-a 1', work);
  answer.resolve('done');
  expect(await Promise.all([first, whileInProgress, once.run('hub-a 1', work)])).toEqual(['done', 'done', 'done']);
  expect(done).toBe(1);
  await once.run('hub-b 1', work);
  expect(done).toBe(2);
});

it('repeats a failure as well: the order may have changed something before it failed', async () => {
  const once = new Once();
  const failed = once.run('1', () => Promise.reject(new Error('too long')));
  await expect(failed).rejects.toThrow('too long');
  await expect(once.run('1', () => Promise.resolve('now'))).rejects.toThrow('too long');
});

it('forgets answers when they are old, or too many, but no order in progress', async () => {
  const once = new Once({ keptMs: 1000, maxKept: 3 });
  const endless = once.run('endless', () => new Promise(() => undefined), 0);
  for (let order = 0; order < 10; order += 1) await once.run(String(order), () => Promise.resolve(order), 0);
  expect(once.size).toBeLessThanOrEqual(4);
  expect(once.run('endless', () => Promise.resolve('again'), 0)).toBe(endless);
  await once.run('late', () => Promise.resolve('late'), performance.now() + 2000);
  expect(once.size).toBe(2);
});
