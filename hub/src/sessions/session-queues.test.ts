import { expect, it } from 'vitest';
import { SessionQueues } from './session-queues.ts';

interface Gate {
  readonly done: Promise<void>;
  open(): void;
}

function gate(): Gate {
  let open = (): void => undefined;
  const done = new Promise<void>((resolve) => (open = resolve));
  return { done, open: () => open() };
}

const newest = (_before: string, request: string): string => request;

it('runs changes of one key in order, independently of other keys', async () => {
  const queues = new SessionQueues();
  const order: string[] = [];
  const held = gate();
  const first = queues.run('a', async () => {
    await held.done;
    order.push('first');
  });
  const second = queues.run('a', () => Promise.resolve(order.push('second')));
  await queues.run('b', () => Promise.resolve(order.push('elsewhere')));
  held.open();
  await Promise.all([first, second]);
  expect(order).toEqual(['elsewhere', 'first', 'second']);
});

it('reports a failure only to its caller', async () => {
  const queues = new SessionQueues();
  const failed = queues.run('a', () => Promise.reject(new Error('no')));
  const next = queues.run('a', () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});

it('runs only the newest of many waiting requests of one person, and resolves all with its result', async () => {
  const queues = new SessionQueues();
  const held = gate();
  const done: string[] = [];
  const running = queues.run('a', () => held.done);
  const work = (request: string): Promise<string> => {
    done.push(request);
    return Promise.resolve(request);
  };
  const answers = Array.from({ length: 50 }, (_, turn) =>
    queues.replace('a', 'ana', { request: turn % 2 === 0 ? 'join' : 'leave', merge: newest, work }),
  );
  const other = queues.replace('a', 'ben', { request: 'join', merge: newest, work });
  expect(queues.waiting('a')).toBe(2);
  held.open();
  await running;
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['leave']));
  expect(await other).toBe('join');
  expect(done).toEqual(['leave', 'join']);
});

it('does not replace a running request', async () => {
  const queues = new SessionQueues();
  const held = gate();
  const first = queues.replace('a', 'ana', { request: 'join', merge: newest, work: (request) => held.done.then(() => request) });
  const second = queues.replace('a', 'ana', { request: 'leave', merge: newest, work: (request) => Promise.resolve(request) });
  held.open();
  expect(await first).toBe('join');
  expect(await second).toBe('leave');
});

it('refuses and counts changes above the limit', async () => {
  let refused = 0;
  const queues = new SessionQueues(() => (refused += 1));
  const held = gate();
  const work = (): Promise<void> => held.done;
  const calls = Array.from({ length: 400 }, () => queues.run('a', work).catch((error: unknown) => error));
  const same = Array.from({ length: 100 }, () =>
    queues.replace('b', 'ana', { request: 'join', merge: newest, work }).catch((error: unknown) => error),
  );
  expect(queues.waiting('a')).toBe(256);
  expect(queues.waiting('b')).toBe(1);
  void queues.runAlways('a', work);
  expect(queues.waiting('a')).toBe(257);
  held.open();
  const answers = (await Promise.all([...calls, ...same])).filter((answer) => answer !== undefined);
  expect(answers).toHaveLength(refused);
  expect(answers[0]).toMatchObject({ code: 'rate_limited' });
  expect(refused).toBe(143 + 35);
});

it('rejects waiting changes on close, and does not wait for one that hangs', async () => {
  const queues = new SessionQueues();
  const hangs = gate();
  const running = queues.run('a', () => hangs.done);
  const waits = queues.run('a', () => Promise.resolve());
  const refused = expect(waits).rejects.toMatchObject({ code: 'shutting_down' });
  await queues.close(10);
  await refused;
  await expect(queues.run('b', () => Promise.resolve())).rejects.toMatchObject({ code: 'shutting_down' });
  hangs.open();
  await running;
});
