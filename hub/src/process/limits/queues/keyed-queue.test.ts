import { expect, it } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

interface Task {
  readonly work: () => Promise<string>;
  readonly end: (error?: Error) => void;
}

function tasks(begun: string[], name: string): Task {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    work: () => {
      begun.push(name);
      return promise;
    },
    end: (error) => (error === undefined ? resolve(name) : reject(error)),
  };
}

it('starts each job when the previous one has settled, and forgets finished keys', async () => {
  const queue = new KeyedQueue();
  const begun: string[] = [];
  const [one, two, three, other] = ['one', 'two', 'three', 'other'].map((name) => tasks(begun, name)) as [Task, Task, Task, Task];
  const asked = [queue.run('a', one.work), queue.run('a', two.work), queue.run('a', three.work), queue.run('b', other.work)];
  expect(begun).toEqual(['one', 'other']);
  one.end(new Error('full'));
  await expect(asked[0]).rejects.toThrow('full');
  await Promise.resolve();
  expect(begun).toEqual(['one', 'other', 'two']);
  two.end();
  expect(await asked[1]).toBe('two');
  three.end();
  other.end();
  expect(await Promise.all([asked[2], asked[3]])).toEqual(['three', 'other']);
  await Promise.resolve();
  expect(queue.busy).toBe(0);
});
