/** Each fault by message over plain WebSocket: what the other end receives, byte for byte, and the counts. */
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import type { RuleInput } from '../../src/proxy/rules/schema.ts';
import { CLOCK_MS, closeEnds, webSocketThrough, type End } from './ends.ts';

afterEach(closeEnds);

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
const LAST = 'last';

function sendAll(from: End, texts: readonly string[] = NUMBERS): void {
  for (const text of texts) from.socket.send(text);
}

/** What arrives of NUMBERS under one rule. A message in the other direction shows that no more is to come. */
async function arriving(rule: RuleInput, direction: 'up' | 'down' = 'down') {
  const { client, server, proxy } = await webSocketThrough({ rules: [{ name: 'rule', direction, ...rule }] });
  const [from, to] = direction === 'down' ? [server, client] : [client, server];
  sendAll(from);
  from.socket.ping(LAST);
  await once(from.socket, 'pong');
  return { texts: to.texts, received: to.received, counts: proxy.counts()[0]!, proxy, from, to };
}

it.each(['up', 'down'] as const)('drop %s: every Nth is missing', async (direction) => {
  const { texts, counts } = await arriving({ fault: 'drop', every: 3 }, direction);
  expect(texts).toEqual(['1', '2', '4', '5', '7', '8', '10']);
  expect(counts).toMatchObject({ matched: 10, applied: 3, bytes: 3 });
});

it('drop: the first N, after the first N', async () => {
  expect((await arriving({ fault: 'drop', first: 4 })).texts).toEqual(['5', '6', '7', '8', '9', '10']);
  const { texts, counts } = await arriving({ fault: 'drop', skip: 7, first: 2 });
  expect(texts).toEqual(['1', '2', '3', '4', '5', '6', '7', '10']);
  expect(counts).toMatchObject({ matched: 10, applied: 2 });
});

it('drop: the same seed hits the same messages, another seed others', async () => {
  const arrived = async (seed: number): Promise<string[]> => {
    const { server, client } = await webSocketThrough({ seed, rules: [{ fault: 'drop', share: 0.5, direction: 'down' }] });
    const texts = Array.from({ length: 100 }, (_item, index) => String(index));
    // Messages in the other direction come between them.
    for (const text of texts) {
      server.socket.send(text);
      client.socket.send(text);
    }
    server.socket.ping(LAST);
    await once(server.socket, 'pong');
    return client.texts;
  };
  const first = await arrived(7);
  expect(first.length).toBeGreaterThan(20);
  expect(first.length).toBeLessThan(80);
  expect(await arrived(7)).toEqual(first);
  expect(await arrived(8)).not.toEqual(first);
});

it('duplicate: copies follow the message', async () => {
  const { texts, counts } = await arriving({ fault: 'duplicate', copies: 2, skip: 9 });
  expect(texts).toEqual([...NUMBERS, '10', '10']);
  expect(counts).toMatchObject({ matched: 10, applied: 1, bytes: 2 });
});

it('reorder: a message arrives after later ones', async () => {
  const { texts, counts } = await arriving({ fault: 'reorder', behind: 2, every: 4, wait: '10m' });
  expect(texts).toEqual(['1', '2', '3', '5', '6', '4', '7', '9', '10', '8']);
  expect(counts).toMatchObject({ applied: 2 });
});

it('reorder: a message that no later one follows arrives after the wait', async () => {
  const began = performance.now();
  const { to } = await arriving({ fault: 'reorder', skip: 9, wait: '200ms' });
  await expect.poll(() => to.texts).toEqual(NUMBERS);
  expect(performance.now() - began).toBeGreaterThan(200 - CLOCK_MS);
});

it('delay: a message arrives later, and later ones wait behind it', async () => {
  const began = performance.now();
  const { to, counts } = await arriving({ fault: 'delay', delay: '200ms', jitter: '20ms', skip: 4, first: 1 });
  expect(performance.now() - began).toBeGreaterThan(200 - CLOCK_MS);
  expect(to.texts).toEqual(NUMBERS);
  expect(counts).toMatchObject({ applied: 1 });
});

it('hold: messages arrive when they are released', async () => {
  const { to, texts, proxy, counts } = await arriving({ fault: 'hold', first: 2, skip: 3 });
  expect(texts).toEqual(['1', '2', '3', '6', '7', '8', '9', '10']);
  expect(counts).toMatchObject({ applied: 2 });
  proxy.rules.release('rule');
  await expect.poll(() => to.texts.slice(8)).toEqual(['4', '5']);
  expect(() => proxy.rules.release('other')).toThrow('there is no rule named other');
});

it('hold: at the limit the sender is stopped, and nothing is lost', async () => {
  const { client, server, proxy } = await webSocketThrough({ rules: [{ fault: 'hold', direction: 'down' }] });
  const piece = Buffer.alloc(1024 * 1024, 1);
  for (let sent = 0; sent < 64; sent += 1) server.socket.send(piece);
  await expect.poll(() => proxy.counts()[0]!.applied).toBeGreaterThanOrEqual(16);
  client.socket.send('up passes');
  await server.next();
  expect(proxy.counts()[0]!.applied).toBeLessThan(20);
  expect(server.socket.bufferedAmount).toBeGreaterThan(32 * piece.length);
  while (client.received.length < 64) {
    proxy.rules.release();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(client.received.every(({ data }) => data.equals(piece))).toBe(true);
});

it('truncate: the first bytes arrive', async () => {
  const { client, server, proxy } = await webSocketThrough({ rules: [{ fault: 'truncate', keep: 3, kind: 'binary' }] });
  client.socket.send(Buffer.from([1, 2, 3, 4, 5]));
  expect((await server.next()).data).toEqual(Buffer.from([1, 2, 3]));
  client.socket.send('whole');
  expect((await server.next()).data.toString()).toBe('whole');
  expect(proxy.counts()[0]).toMatchObject({ matched: 1, applied: 1, bytes: 5 });
});

it('flip: the given number of bits differs, the same ones for the same seed', async () => {
  const sent = Buffer.alloc(1000, 0x5a);
  const arrived = async (seed: number): Promise<Buffer> => {
    const { client, server, proxy } = await webSocketThrough({
      seed,
      rules: [{ fault: 'flip', bits: 7, kind: 'binary', direction: 'up' }],
    });
    client.socket.send(sent);
    const { data } = await server.next();
    expect(proxy.counts()[0]).toMatchObject({ applied: 1 });
    return data;
  };
  const first = await arrived(1);
  const differing = first.reduce((sum, byte, at) => sum + (byte ^ sent[at]!).toString(2).replaceAll('0', '').length, 0);
  expect(differing).toBe(7);
  expect(await arrived(1)).toEqual(first);
  expect(await arrived(2)).not.toEqual(first);
});

it('replace: other text or bytes arrive', async () => {
  const rules: RuleInput[] = [
    { fault: 'replace', direction: 'down', kind: 'text', message: { text: 'é instead' } },
    { fault: 'replace', direction: 'down', kind: 'binary', message: { base64: 'AAEC' } },
  ];
  const { client, server, proxy } = await webSocketThrough({ rules });
  server.socket.send('text');
  expect(await client.next()).toEqual({ data: Buffer.from('é instead'), isBinary: false });
  server.socket.send(Buffer.from('binary'));
  expect(await client.next()).toEqual({ data: Buffer.from([0, 1, 2]), isBinary: true });
  expect(proxy.counts().map(({ applied }) => applied)).toEqual([1, 1]);
});

it('inject: a message arrives that was not sent', async () => {
  const after = await arriving({ fault: 'inject', message: { text: 'new' }, skip: 9 });
  expect(after.texts).toEqual([...NUMBERS, 'new']);
  expect(after.counts).toMatchObject({ applied: 1 });
  const before = await arriving({ fault: 'inject', place: 'before', message: { text: 'new' }, first: 1 }, 'up');
  expect(before.texts).toEqual(['new', ...NUMBERS]);
});

it('close: both ends see the code', async () => {
  const rules: RuleInput[] = [{ fault: 'close', code: 1011, reason: 'on purpose', direction: 'down', skip: 2 }];
  const { client, server, proxy } = await webSocketThrough({ rules });
  const closed = Promise.all([client.closed(), server.closed()]);
  sendAll(server);
  expect(await closed).toEqual([
    { code: 1011, reason: 'on purpose' },
    { code: 1011, reason: 'on purpose' },
  ]);
  expect(client.texts).toEqual(['1', '2']);
  expect(proxy.counts()[0]).toMatchObject({ applied: 1 });
  await expect.poll(() => proxy.connections).toEqual([]);
});

it('pings can be dropped', async () => {
  const { client, server, proxy } = await webSocketThrough({ rules: [{ fault: 'drop', kind: 'ping', direction: 'up' }] });
  let pings = 0;
  server.socket.on('ping', () => (pings += 1));
  client.socket.ping();
  client.socket.send('after the ping');
  await server.next();
  expect(pings).toBe(0);
  expect(proxy.counts()[0]).toMatchObject({ matched: 1, applied: 1 });
});

it('window: the rule is in force only in it', async () => {
  const { client, server, proxy } = await webSocketThrough({ rules: [] });
  const began = performance.now();
  proxy.rules.add({ fault: 'drop', direction: 'down', window: { from: '0s', until: '500ms' } });
  while (client.received.length === 0) {
    server.socket.send('still there?');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(performance.now() - began).toBeGreaterThan(500 - CLOCK_MS);
});

it('several rules: each sees what those before leave', async () => {
  const rules: RuleInput[] = [
    { fault: 'drop', direction: 'down', every: 2 },
    { fault: 'duplicate', direction: 'down', every: 2 },
    { fault: 'truncate', direction: 'down', keep: 0, skip: 4 },
  ];
  const { client, server, proxy } = await webSocketThrough({ rules });
  sendAll(server);
  server.socket.ping(LAST);
  await once(server.socket, 'pong');
  expect(client.texts).toEqual(['1', '3', '3', '5', '7', '7', '']);
  expect(proxy.counts().map(({ matched, applied }) => [matched, applied])).toEqual([
    [10, 5],
    [5, 2],
    [5, 1],
  ]);
});

it('tells a tap of each message and of the rules that were applied', async () => {
  const told: string[] = [];
  const rules: RuleInput[] = [{ name: 'lossy', fault: 'drop', every: 2, direction: 'up' }];
  const { client, server } = await webSocketThrough({
    rules,
    tap: {
      message: ({ connection, direction, number, kind, parts, faults }) =>
        told.push(`${connection.id} ${direction} ${number} ${kind} ${parts[0]!.payload.toString()} ${faults.join()}`),
    },
  });
  sendAll(client, ['a', 'b', 'c']);
  await expect.poll(() => server.texts).toEqual(['a', 'c']);
  server.socket.send(Buffer.from('d'));
  await client.next();
  expect(told).toEqual(['ws1 up 1 text a ', 'ws1 up 2 text b lossy', 'ws1 up 3 text c ', 'ws1 down 1 binary d ']);
});
