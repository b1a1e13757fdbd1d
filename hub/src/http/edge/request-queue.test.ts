import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RequestQueue } from './request-queue.ts';

const LIMITS = { maxRequestsPerTurn: 2, maxRequestsWaiting: 100, maxRequestsWaitingPerAddress: 50 };

function bench(limits: Partial<typeof LIMITS> = {}) {
  const queue = new RequestQueue({ ...LIMITS, ...limits });
  const run: string[] = [];
  const add = (name: string, party = 'a', person = name) => queue.add({ by: () => ({ party, person }), run: () => run.push(name) });
  const fill = (count: number, party = 'a') => Array.from({ length: count }, (_, n) => add(`${party}${String(n)}`, party));
  return { queue, run, add, fill };
}

it('runs what has room at once, without asking whose it is', () => {
  const queue = new RequestQueue(LIMITS);
  let ran = 0;
  const by = () => {
    throw new Error('on purpose');
  };
  for (let n = 0; n < 2; n += 1) expect(queue.add({ by, run: () => (ran += 1) })).toBeUndefined();
  expect(ran).toBe(2);
});

it('runs so many in each turn of the event loop, and all in the end', async () => {
  const { run, fill, queue } = bench();
  fill(7);
  const counts = [run.length];
  while (queue.size > 0) {
    await setImmediate();
    counts.push(run.length);
  }
  expect(counts).toEqual([2, 4, 6, 7]);
  expect(run).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
});

it('has room again in a new turn', async () => {
  const { run, fill } = bench();
  fill(2);
  await setImmediate();
  fill(2, 'b');
  expect(run).toEqual(['a0', 'a1', 'b0', 'b1']);
});

it('lets nothing overtake what waits', async () => {
  const { run, add, fill } = bench({ maxRequestsPerTurn: 1 });
  fill(2);
  await setImmediate();
  expect(run).toEqual(['a0', 'a1']);
  fill(2, 'b');
  expect(run).toHaveLength(2);
  add('c');
  await setImmediate();
  expect(run.at(-1)).toBe('b0');
});

it('gives turns to addresses, and inside an address to its connections', async () => {
  const { run, add, queue } = bench({ maxRequestsPerTurn: 1 });
  add('first');
  for (let n = 0; n < 3; n += 1) add(`a${String(n)}`, 'a', 'one connection');
  add('other', 'a', 'another connection');
  add('b', 'b');
  while (queue.size > 0) await setImmediate();
  expect(run).toEqual(['first', 'a0', 'b', 'other', 'a1', 'a2']);
});

it('drops a request that leaves', async () => {
  const { run, add, fill, queue } = bench();
  fill(2);
  const leave = add('left');
  add('stays');
  if (typeof leave === 'function') leave();
  expect(queue.size).toBe(1);
  await setImmediate();
  expect(run).toEqual(['a0', 'a1', 'stays']);
});

it('refuses an address that has too much waiting, and everyone when it is full', () => {
  const { fill } = bench({ maxRequestsWaiting: 5, maxRequestsWaitingPerAddress: 3 });
  expect(fill(2)).toEqual([undefined, undefined]);
  const full = (added: unknown[]): number => added.filter((outcome) => outcome === 'full').length;
  expect(full(fill(5, 'b'))).toBe(2);
  expect(full(fill(5, 'c'))).toBe(3);
});

it('runs nothing any more once it is closed', async () => {
  const { run, fill, queue } = bench();
  fill(4);
  queue.close();
  await setImmediate();
  expect(run).toEqual(['a0', 'a1']);
  expect(fill(1)).toEqual(['full']);
});
