import { expect, it } from 'vitest';
import { PriorityMutex } from './priority-mutex.ts';

/** Queues the requests in this order while the mutex is held. Returns the order in which they acquired it. */
async function orderOf(asked: readonly { name: string; preferred: boolean }[]): Promise<string[]> {
  const mutex = new PriorityMutex();
  const end = await mutex.acquire();
  const served: string[] = [];
  const all = asked.map(async ({ name, preferred }) => {
    const release = await mutex.acquire({ preferred });
    served.push(name);
    release();
    release();
  });
  end();
  await Promise.all(all);
  expect(mutex.waiting).toBe(0);
  return served;
}

it('serves known clients before a crowd of new clients', async () => {
  const crowd = Array.from({ length: 20 }, (_, n) => ({ name: `new ${n}`, preferred: false }));
  const known = ['a', 'b'].map((name) => ({ name, preferred: true }));
  expect((await orderOf([...crowd, ...known])).slice(0, 3)).toEqual(['a', 'b', 'new 0']);
});

it('serves a new client once between many known clients', async () => {
  const known = Array.from({ length: 20 }, (_, n) => ({ name: `known ${n}`, preferred: true }));
  expect((await orderOf([...known, { name: 'new', preferred: false }])).indexOf('new')).toBe(8);
});
