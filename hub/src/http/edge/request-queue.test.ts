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

it('runs requests within the limit at once, without determining the requester', () => {
  const queue = new RequestQueue(LIMITS);
  let ran = 0;
  const by = () => {
    throw new Error('must not be called');
  };
  for (let n = 0; n < 2; n += 1) expect(queue.add({ by, run: () => (ran += 1) })).toBeUndefined();
  expect(ran).toBe(2);
});

it('runs a limited number per turn of the event loop, and finally all', async () => {
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

it('runs requests at once again in a new turn', async () => {
  const { run, fill } = bench();
  fill(2);
  await setImmediate();
  fill(2, 'b');
  expect(run).toEqual(['a0', 'a1', 'b0', 'b1']);
});

it('does not let new requests overtake waiting ones', async () => {
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

it('is fair between addresses, and between the connections of an address', async () => {
  const { run, add, queue } = bench({ maxRequestsPerTurn: 1 });
  add('first');
  for (let n = 0; n < 3; n += 1) add(`a${String(n)}`, 'a', 'one connection');
  add('other', 'a', 'another connection');
  add('b', 'b');
  while (queue.size > 0) await setImmediate();
  expect(run).toEqual(['first', 'a0', 'b', 'other', 'a1', 'a2']);
});

it('drops a cancelled request', async () => {
  const { run, add, fill, queue } = bench();
  fill(2);
  const cancel = add('cancelled');
  add('stays');
  if (typeof cancel === 'function') cancel();
  expect(queue.size).toBe(1);
  await setImmediate();
  expect(run).toEqual(['a0', 'a1', 'stays']);
});

it('refuses an address with too many waiting requests, and all addresses when it is full', () => {
  const { fill } = bench({ maxRequestsWaiting: 5, maxRequestsWaitingPerAddress: 3 });
  expect(fill(2)).toEqual([undefined, undefined]);
  const full = (added: unknown[]): number => added.filter((outcome) => outcome === 'full').length;
  expect(full(fill(5, 'b'))).toBe(2);
  expect(full(fill(5, 'c'))).toBe(3);
});

it('runs nothing after close', async () => {
  const { run, fill, queue } = bench();
  fill(4);
  queue.close();
  await setImmediate();
  expect(run).toEqual(['a0', 'a1']);
  expect(fill(1)).toEqual(['full']);
});
