import { describe, expect, it } from 'vitest';
import { FairQueue, type Lane } from './fair-queue.ts';
import type { Requester } from './rotation.ts';

const lane = (name: string, maxPerPerson = Infinity, maxPerParty = Infinity): Lane => ({ name, maxPerPerson, maxPerParty });
const user = (name: string): Requester => ({ party: name, person: name });
const guest = (link: string, name: string): Requester => ({ party: link, person: name });
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Lanes = 'quick' | 'slow';

/** Jobs that end under control of the test. */
function controlled({ concurrency = 1, quick = lane('quick jobs'), slow = lane('slow jobs') } = {}) {
  let refusals = 0;
  const queue = new FairQueue<Lanes>({ concurrency, lanes: { quick, slow }, onRefused: () => (refusals += 1) });
  const started: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const signals = new Map<string, AbortSignal>();
  const add = (
    name: string,
    by: Requester,
    { in: to = 'slow', key, signal }: { in?: Lanes; key?: string; signal?: AbortSignal } = {},
  ): Promise<string> => {
    const work = (wanted: AbortSignal): Promise<string> => {
      started.push(name);
      signals.set(name, wanted);
      return new Promise<string>((resolve) => ends.set(name, resolve));
    };
    const result = queue.run(work, { lane: to, by, ...(key !== undefined && { key }), ...(signal && { signal }) });
    result.catch(() => undefined);
    return result;
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.(name);
    await nextTurn();
  };
  const endAll = async (): Promise<void> => {
    // The list grows during iteration.
    for (const name of started) await end(name);
  };
  return { queue, started, signals, add, end, endAll, refusals: () => refusals };
}

describe('turns', () => {
  it('rotate between people, in order for each', async () => {
    const { started, add, endAll } = controlled();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void add(name, user('a'));
    void add('b1', user('b'));
    void add('c1', user('c'));
    void add('b2', user('b'));
    await endAll();
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('are shared by all guests of one link, which together count as one account', async () => {
    const { started, add, endAll } = controlled();
    for (const name of ['x', 'y', 'z']) for (const n of [1, 2]) void add(`${name}${String(n)}`, guest('link', name));
    void add('admin1', user('admin'));
    void add('admin2', user('admin'));
    await endAll();
    expect(started).toEqual(['x1', 'x2', 'admin1', 'y1', 'admin2', 'z1', 'y2', 'z2']);
  });

  it('come soon for a person with one job, however many jobs of others wait', async () => {
    const { started, add, end } = controlled();
    for (let n = 0; n < 150; n += 1) void add(`guest${String(n)}`, guest('link', 'g'));
    void add('admin', user('admin'));
    await end('guest0');
    expect(started.at(-1)).toBe('guest1');
    await end('guest1');
    expect(started.at(-1)).toBe('admin');
  });

  it('prefer the first lane, but a flood there does not starve the other', async () => {
    const { started, add, endAll } = controlled();
    void add('running', user('a'));
    void add('slow', user('b'));
    for (let n = 0; n < 20; n += 1) void add(`quick${String(n)}`, user('a'), { in: 'quick' });
    await endAll();
    expect(started[1]).toBe('quick0');
    expect(started.indexOf('slow')).toBe(9);
  });

  it('run up to the concurrency limit', async () => {
    const { started, add, end } = controlled({ concurrency: 2 });
    for (const name of ['a', 'b', 'c']) void add(name, user(name));
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });
});

describe('a bound', () => {
  it('applies to each person separately', async () => {
    const { add, queue, refusals } = controlled({ slow: lane('views', 4) });
    void add('running', user('a'));
    for (let n = 0; n < 4; n += 1) void add(`a${String(n)}`, user('a'));
    await expect(add('a5', user('a'))).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('4 views of yours') as string,
      retryAfterSeconds: expect.any(Number) as number,
    });
    expect(refusals()).toBe(1);
    void add('b', user('b'));
    expect(queue.waiting('slow')).toBe(5);
  });

  it('applies to all guests of a link together', async () => {
    const { add } = controlled({ slow: lane('views', 4, 6) });
    void add('running', user('a'));
    for (let n = 0; n < 6; n += 1) void add(`g${String(n)}`, guest('link', `g${String(n)}`));
    await expect(add('one more', guest('link', 'new'))).rejects.toThrow('6 views of this link');
    void add('other', guest('another link', 'o'));
  });

  it('allows more once a job has started', async () => {
    const { add, end, started } = controlled({ slow: lane('views', 1) });
    void add('running', user('a'));
    void add('waiting', user('a'));
    await expect(add('refused', user('a'))).rejects.toMatchObject({ code: 'rate_limited' });
    await end('running');
    void add('next', user('a'));
    await end('waiting');
    expect(started).toEqual(['running', 'waiting', 'next']);
  });
});

describe('a shared key', () => {
  it('creates one job for all requests, at the earliest turn of any of them', async () => {
    const { started, add, end } = controlled();
    void add('running', user('x'));
    for (let n = 0; n < 10; n += 1) void add(`a${String(n)}`, user('a'));
    const first = add('shared', user('a'), { key: 'k' });
    const second = add('never started', user('b'), { key: 'k' });
    await end('running');
    await end('a0');
    expect(started).toEqual(['running', 'a0', 'shared']);
    await end('shared');
    expect(await Promise.all([first, second])).toEqual(['shared', 'shared']);
  });

  it('also places a job in the earlier lane when requested there', async () => {
    const { started, add, end } = controlled();
    void add('running', user('x'));
    for (const name of ['a', 'b']) void add(name, user('hub'), { key: name });
    void add('b again', user('y'), { key: 'b', in: 'quick' });
    await end('running');
    expect(started).toEqual(['running', 'b']);
  });

  it('creates a new job once the last one has ended or failed', async () => {
    const { queue } = controlled();
    const request = { lane: 'slow', by: user('a'), key: 'k' } as const;
    await expect(queue.run(() => Promise.reject(new Error('on purpose')), request)).rejects.toThrow('on purpose');
    expect(await queue.run(() => Promise.resolve('again'), request)).toBe('again');
  });
});

describe('an aborted request', () => {
  it('leaves the queue', async () => {
    const { add, end, started, queue } = controlled();
    const controller = new AbortController();
    void add('running', user('a'));
    const left = add('left', user('b'), { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(queue.waiting('slow')).toBe(0);
    await end('running');
    expect(started).toEqual(['running']);
  });

  it('aborts the work when it was the last request', () => {
    const { add, signals } = controlled();
    const [one, other] = [new AbortController(), new AbortController()];
    void add('shared', user('a'), { key: 'k', signal: one.signal });
    void add('shared', user('b'), { key: 'k', signal: other.signal });
    one.abort(new Error('gone'));
    expect(signals.get('shared')?.aborted).toBe(false);
    other.abort(new Error('gone too'));
    expect(signals.get('shared')?.aborted).toBe(true);
  });

  it('does not affect later requests with the same key', async () => {
    const { add, end, started } = controlled({ concurrency: 2 });
    const controller = new AbortController();
    void add('first', user('a'), { key: 'k', signal: controller.signal });
    controller.abort(new Error('gone'));
    const second = add('second', user('b'), { key: 'k' });
    expect(started).toEqual(['first', 'second']);
    await end('first');
    await end('second');
    expect(await second).toBe('second');
  });
});

it('rejects waiting jobs on close, aborts running ones, and waits for them', async () => {
  const { queue, add, end, signals } = controlled();
  const running = add('running', user('a'));
  const waiting = add('waiting', user('a'));
  let closed = false;
  const closing = queue.close().then(() => (closed = true));
  await expect(waiting).rejects.toMatchObject({ code: 'shutting_down' });
  expect(signals.get('running')?.aborted).toBe(true);
  expect(closed).toBe(false);
  await end('running');
  expect(await running).toBe('running');
  await closing;
  await expect(add('late', user('a'))).rejects.toMatchObject({ code: 'shutting_down' });
});
