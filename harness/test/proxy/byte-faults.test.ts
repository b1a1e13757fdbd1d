/** Each fault by bytes: what the other end sees of it, and its count. */
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import type { RuleInput } from '../../src/proxy/rules/schema.ts';
import {
  longRequest,
  allOf,
  CLOCK_MS,
  closeEnds,
  httpServer,
  startProxy,
  tcpClient,
  webSocketClient,
  webSocketServer,
  webSocketThrough,
} from './ends.ts';

afterEach(closeEnds);

const BODY = Buffer.from(Array.from({ length: 20_000 }, (_item, index) => index % 251));

async function bodyServer(): Promise<string> {
  const { url } = await httpServer((_request, response) => void response.end(BODY));
  return url;
}

async function fetched(rule: RuleInput) {
  const proxy = await startProxy({ target: await bodyServer(), rules: [rule] });
  const began = performance.now();
  const answer = Buffer.from(await (await fetch(proxy.url)).arrayBuffer());
  return { answer, elapsedMs: performance.now() - began, counts: proxy.counts()[0]! };
}

/** All bytes that arrive after one request over TCP. */
async function bytesOf(url: string): Promise<Buffer> {
  const client = await tcpClient(url);
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  return allOf(client);
}

it('rate: bytes take the time that a link of this rate needs', async () => {
  const { answer, elapsedMs, counts } = await fetched({ fault: 'rate', rate: '500kbit', direction: 'down' });
  expect(answer.equals(BODY)).toBe(true);
  expect(elapsedMs).toBeGreaterThan((BODY.length * 8) / 500 - CLOCK_MS);
  expect(counts.bytes).toBeGreaterThan(BODY.length);
});

it('latency: bytes arrive later, in order, in both directions', async () => {
  const rules: RuleInput[] = [{ fault: 'latency', delay: '60ms', jitter: '20ms' }];
  const { client, server, proxy } = await webSocketThrough({ rules });
  const sent = Array.from({ length: 50 }, (_item, index) => String(index));
  const began = performance.now();
  for (const text of sent) client.socket.send(text);
  await server.next();
  expect(performance.now() - began).toBeGreaterThan(60 - CLOCK_MS);
  server.socket.send('back');
  await client.next();
  expect(performance.now() - began).toBeGreaterThan(120 - CLOCK_MS);
  await expect.poll(() => server.texts).toEqual(sent);
  expect(proxy.counts()[0]).toMatchObject({ matched: 1 });
  expect(proxy.counts()[0]!.applied).toBeGreaterThan(2);
});

it('latency: messages are delayed at the same time, not one after another', async () => {
  const { client, server } = await webSocketThrough({ rules: [{ fault: 'latency', delay: '2s', direction: 'up' }] });
  const began = performance.now();
  for (let sent = 0; sent < 50; sent += 1) client.socket.send(String(sent));
  await expect.poll(() => server.texts.length).toBe(50);
  // One after another they would take 100 s.
  expect(performance.now() - began).toBeLessThan(60_000);
});

it('slices: bytes arrive whole in pieces of the given size', async () => {
  const { answer, elapsedMs, counts } = await fetched({ fault: 'slices', bytes: 1000, pause: '3ms', direction: 'down' });
  expect(answer.equals(BODY)).toBe(true);
  expect(counts.applied).toBeGreaterThan(20);
  expect(counts.bytes / counts.applied).toBeLessThanOrEqual(1000);
  expect(elapsedMs).toBeGreaterThanOrEqual(19 * 3);
});

it('rate and latency: everything that was sent before the end arrives', async () => {
  const rules: RuleInput[] = [
    { fault: 'rate', rate: '4mbit', direction: 'down' },
    { fault: 'latency', delay: '20ms' },
  ];
  const proxy = await startProxy({ target: await bodyServer(), rules });
  expect((await bytesOf(proxy.url)).subarray(-BODY.length).equals(BODY)).toBe(true);
});

it('cut: exactly the given number of bytes arrives, then an ordinary end', async () => {
  const target = await bodyServer();
  const whole = await bytesOf(target);
  const proxy = await startProxy({ target, rules: [{ fault: 'cut', direction: 'down', afterBytes: 1234 }] });
  const part = await bytesOf(proxy.url);
  expect(part).toHaveLength(1234);
  const untilDate = whole.indexOf('Date: ');
  expect(part.subarray(0, untilDate)).toEqual(whole.subarray(0, untilDate));
  expect(proxy.counts()[0]).toMatchObject({ fault: 'cut', matched: 1, applied: 1 });
});

it('cut: ends both ends at a time after the opening', async () => {
  const began = performance.now();
  const { client, server, proxy } = await webSocketThrough({ rules: [{ fault: 'cut', after: '200ms' }] });
  const [atClient, atServer] = await Promise.all([client.closed(), server.closed()]);
  expect(performance.now() - began).toBeGreaterThan(200 - CLOCK_MS);
  expect([atClient.code, atServer.code]).toEqual([1006, 1006]);
  expect(proxy.counts()[0]).toMatchObject({ applied: 1 });
});

it('cut: what waits for a delay arrives before the end', async () => {
  const rules: RuleInput[] = [
    { fault: 'latency', delay: '50ms', direction: 'down' },
    { fault: 'cut', direction: 'down', afterBytes: 5000 },
  ];
  const proxy = await startProxy({ target: await bodyServer(), rules });
  expect(await bytesOf(proxy.url)).toHaveLength(5000);
});

it('reset: both ends see a connection that was reset', async () => {
  const { server, url } = await httpServer((request) => void request.resume());
  const proxy = await startProxy({ target: url, rules: [{ name: 'rst', fault: 'reset', direction: 'up', afterBytes: 1000 }] });
  const atServer = new Promise((resolve) => server.once('connection', (socket) => socket.once('error', resolve)));
  const atClient = longRequest(proxy.url);
  expect(await atServer).toMatchObject({ code: 'ECONNRESET' });
  expect(await atClient).toMatchObject({ code: 'ECONNRESET' });
  expect(proxy.counts()[0]).toMatchObject({ name: 'rst', applied: 1 });
});

it('half-open: nothing passes and the connection stays open; after its window all bytes arrive', async () => {
  const rules: RuleInput[] = [{ fault: 'half-open', direction: 'down', window: { from: '400ms', until: '900ms' } }];
  const began = performance.now();
  const { client, server, proxy } = await webSocketThrough({ rules });
  await expect.poll(() => proxy.counts()[0]!.applied).toBe(1);
  const late = client.next();
  server.socket.send('late');
  client.socket.send('up passes');
  await server.next();
  const { data } = await late;
  expect(data.toString()).toBe('late');
  expect(performance.now() - began).toBeGreaterThan(900 - CLOCK_MS);
});

it('half-open: exactly the given number of bytes arrives; without the rule the others follow', async () => {
  const proxy = await startProxy({
    target: await bodyServer(),
    rules: [{ name: 'dead', fault: 'half-open', direction: 'down', afterBytes: 1234 }],
  });
  const client = await tcpClient(proxy.url);
  const chunks: Buffer[] = [];
  client.on('data', (chunk) => chunks.push(chunk));
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await expect.poll(() => proxy.counts()[0]).toMatchObject({ matched: 1, applied: 1 });
  await expect.poll(() => Buffer.concat(chunks).length).toBe(1234);
  expect(client.readableEnded).toBe(false);
  const ended = once(client, 'end');
  proxy.rules.remove('dead');
  await ended;
  expect(Buffer.concat(chunks).subarray(-BODY.length).equals(BODY)).toBe(true);
});

it('half-open: the server does not learn that the client is gone', async () => {
  const { url, served } = await webSocketServer();
  const proxy = await startProxy({ target: url, rules: [{ fault: 'half-open', direction: 'up', afterBytes: 1000 }] });
  const client = await webSocketClient(proxy.url);
  client.socket.send(Buffer.alloc(2000));
  await expect.poll(() => proxy.counts()[0]!.applied).toBe(1);
  client.socket.terminate();
  await client.closed();
  served[0]!.socket.ping();
  await expect.poll(() => served[0]!.socket.bufferedAmount).toBe(0);
  expect(served[0]!.socket.readyState).toBe(served[0]!.socket.OPEN);
  expect(served[0]!.received).toEqual([]);
});

it('slow-close: the end arrives later than the last byte', async () => {
  const proxy = await startProxy({ target: await bodyServer(), rules: [{ fault: 'slow-close', direction: 'down', wait: '150ms' }] });
  const client = await tcpClient(proxy.url);
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const began = performance.now();
  expect((await allOf(client)).subarray(-BODY.length).equals(BODY)).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(150 - CLOCK_MS);
  expect(proxy.counts()[0]).toMatchObject({ applied: 1 });
});

it('back-pressure: a silent direction stops the sender', async () => {
  const { client, server } = await webSocketThrough({ rules: [{ fault: 'half-open', direction: 'down', afterBytes: 5000 }] });
  const piece = Buffer.alloc(1024 * 1024);
  for (let sent = 0; sent < 64; sent += 1) server.socket.send(piece);
  client.socket.send('up passes');
  await server.next();
  expect(server.socket.bufferedAmount).toBeGreaterThan(32 * piece.length);
});

it('connections: numbers, path and kind select', async () => {
  const { url } = await webSocketServer();
  const rules: RuleInput[] = [
    { name: 'second', fault: 'cut', after: '1ms', connections: { kind: 'websocket', numbers: [2] } },
    { name: 'chat', fault: 'cut', after: '1ms', connections: { path: '/chat' } },
    { name: 'pages', fault: 'cut', after: '1ms', connections: { kind: 'http' } },
  ];
  const proxy = await startProxy({ target: url, rules });
  const first = await webSocketClient(proxy.url);
  const second = await webSocketClient(proxy.url).catch(() => undefined);
  await second?.closed();
  await webSocketClient(`${proxy.url}/chat`).then(
    (third) => third.closed(),
    () => undefined,
  );
  await expect
    .poll(() => proxy.counts().map(({ matched, applied }) => [matched, applied]))
    .toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
  expect(first.socket.readyState).toBe(first.socket.OPEN);
});

it.each([
  [{ first: 2 }, [1, 2]],
  [{ skip: 4 }, [5, 6]],
  [{ every: 3 }, [3, 6]],
  [{ skip: 1, first: 3 }, [2, 3]],
])('connections: %j selects the connections %j', async (connections, numbers) => {
  const { url } = await webSocketServer();
  const proxy = await startProxy({ target: url, rules: [{ fault: 'latency', delay: '0ms', connections }] });
  const matched: number[] = [];
  for (let number = 1; number <= 6; number += 1) {
    const before = proxy.counts()[0]!.matched;
    await webSocketClient(proxy.url);
    if (proxy.counts()[0]!.matched > before) matched.push(number);
  }
  expect(matched).toEqual(numbers);
});

it('connections: the same seed chooses the same share', async () => {
  const chosen = async (seed: number): Promise<number[]> => {
    const { url } = await webSocketServer();
    const rules: RuleInput[] = [{ fault: 'latency', delay: '0ms', connections: { share: 0.5 } }];
    const proxy = await startProxy({ target: url, rules, seed });
    const matched: number[] = [];
    for (let number = 1; number <= 20; number += 1) {
      const before = proxy.counts()[0]!.matched;
      await webSocketClient(proxy.url);
      if (proxy.counts()[0]!.matched > before) matched.push(number);
    }
    return matched;
  };
  const once7 = await chosen(7);
  expect(once7.length).toBeGreaterThan(2);
  expect(once7.length).toBeLessThan(18);
  expect(await chosen(7)).toEqual(once7);
  expect(await chosen(8)).not.toEqual(once7);
});
