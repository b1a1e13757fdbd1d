import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

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

it('begins each when the one before it has ended, well or not, and forgets keys that are done', async () => {
  const turns = new Turns();
  const begun: string[] = [];
  const [one, two, three, other] = ['one', 'two', 'three', 'other'].map((name) => tasks(begun, name)) as [Task, Task, Task, Task];
  const asked = [turns.take('a', one.work), turns.take('a', two.work), turns.take('a', three.work), turns.take('b', other.work)];
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
  expect(turns.busy).toBe(0);
});
