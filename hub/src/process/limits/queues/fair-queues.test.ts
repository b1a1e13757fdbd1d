import { expect, it } from 'vitest';
import { FairQueues } from './fair-queues.ts';

const user = (name: string) => ({ party: name, person: name });

it('is fair for each key, and forgets finished keys', async () => {
  const queues = new FairQueues({ name: 'changes', maxPerPerson: 4, maxPerParty: 8 });
  const begun: string[] = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const add = (name: string, by: string, key = 'one') =>
    queues.run(key, user(by), () => {
      begun.push(name);
      return promise;
    });
  const flood = ['a0', 'a1', 'a2', 'a3', 'a4'].map((name) => add(name, 'a'));
  const other = add('b', 'b');
  const elsewhere = add('c', 'a', 'two');
  expect(begun).toEqual(['a0', 'c']);
  await expect(add('a5', 'a')).rejects.toMatchObject({
    code: 'rate_limited',
    message: '4 changes of yours are already waiting, which is the limit',
  });
  resolve(undefined);
  await Promise.all([...flood, other, elsewhere]);
  expect(begun).toEqual(['a0', 'c', 'a1', 'b', 'a2', 'a3', 'a4']);
  expect(queues.busy).toBe(0);
});
