import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Lets each ask in this order while somebody holds the database; returns the order in which they had it. */
async function orderOf(asked: readonly { name: string; preferred: boolean }[]): Promise<string[]> {
  const turns = new Turns();
  const end = await turns.take();
  const served: string[] = [];
  const all = asked.map(async ({ name, preferred }) => {
    const endTurn = await turns.take({ preferred });
    served.push(name);
    endTurn();
    endTurn();
  });
  end();
  await Promise.all(all);
  expect(turns.waiting).toBe(0);
  return served;
}

it('serves clients that used the database before ahead of a crowd of new ones', async () => {
  const crowd = Array.from({ length: 20 }, (_, n) => ({ name: `new ${n}`, preferred: false }));
  const known = ['a', 'b'].map((name) => ({ name, preferred: true }));
  expect((await orderOf([...crowd, ...known])).slice(0, 3)).toEqual(['a', 'b', 'new 0']);
});

it('serves a new client once among many known ones', async () => {
  const known = Array.from({ length: 20 }, (_, n) => ({ name: `known ${n}`, preferred: true }));
  expect((await orderOf([...known, { name: 'new', preferred: false }])).indexOf('new')).toBe(8);
});
