/** Faults that know Socket.IO events, with the real server and client. */
import { once } from 'node:events';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import type { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import type { TappedMessage } from '../../src/proxy/relay/tap.ts';
import type { RuleInput } from '../../src/proxy/rules/schema.ts';
import { closeEnds, httpServer, onClose, startProxy } from './ends.ts';

afterEach(closeEnds);

interface Through {
  readonly proxy: FaultProxy;
  readonly client: ClientSocket;
  readonly server: ServerSocket;
  /** Events that the client receives. */
  readonly events: unknown[][];
  /** Resolves when all that the server sent before has arrived. */
  readonly settled: () => Promise<void>;
}

async function through(rules: RuleInput[], transports = ['websocket'], tapped: TappedMessage[] = []): Promise<Through> {
  const { server: http, url } = await httpServer();
  const sockets = new Server(http);
  onClose(() => sockets.close());
  const proxy = await startProxy({ target: url, rules, tap: { message: (message) => tapped.push(message) } });
  const accepted = once(sockets, 'connection') as Promise<[ServerSocket]>;
  const client = io(proxy.url, { transports, reconnection: false });
  onClose(() => void client.close());
  const events: unknown[][] = [];
  client.onAny((...event: unknown[]) => events.push(event));
  const [server] = await accepted;
  if (!client.connected) await new Promise((resolve) => client.once('connect', () => resolve(undefined)));
  server.on('ask', (_question: unknown, answer: (text: string) => void) => answer('answer'));
  const settled = async (): Promise<void> => {
    const arrived = new Promise((resolve) => client.once('settled', resolve));
    server.emit('settled');
    await arrived;
    events.splice(0, events.length, ...events.filter(([name]) => name !== 'settled'));
  };
  return { proxy, client, server, events, settled };
}

it('selects events by name and leaves others and the connection alone', async () => {
  const { server, events, settled, proxy } = await through([{ fault: 'drop', event: 'chat', every: 2 }]);
  for (let index = 1; index <= 4; index += 1) {
    server.emit('chat', index);
    server.emit('other', index);
  }
  await settled();
  expect(events).toEqual([
    ['chat', 1],
    ['other', 1],
    ['other', 2],
    ['chat', 3],
    ['other', 3],
    ['other', 4],
  ]);
  expect(proxy.counts()[0]).toMatchObject({ matched: 4, applied: 2 });
});

const PICTURE = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
const SECOND = Buffer.from([9]);

it('an event and its attachments are one message', async () => {
  const tapped: TappedMessage[] = [];
  const { server, events, settled, proxy } = await through([{ fault: 'drop', event: 'picture', first: 1 }], ['websocket'], tapped);
  server.emit('picture', { number: 1 }, PICTURE, SECOND);
  server.emit('picture', { number: 2 }, PICTURE, SECOND);
  await settled();
  expect(events).toEqual([['picture', { number: 2 }, PICTURE, SECOND]]);
  expect(proxy.counts()[0]).toMatchObject({ matched: 2, applied: 1 });
  const pictures = tapped.filter(({ packet }) => packet?.event === 'picture');
  expect(pictures.map(({ parts }) => parts.map(({ kind }) => kind))).toEqual(Array(2).fill(['text', 'binary', 'binary']));
  expect(pictures[0]!.packet).toEqual({
    type: 'event',
    namespace: '/',
    id: undefined,
    event: 'picture',
    args: [{ number: 1 }, PICTURE, SECOND],
  });
});

it('duplicate and reorder keep events and attachments together', async () => {
  const { server, events, settled } = await through([
    { fault: 'reorder', event: 'picture', first: 1, wait: '10m' },
    { fault: 'duplicate', event: 'picture', skip: 1 },
  ]);
  server.emit('picture', 1, PICTURE);
  server.emit('picture', 2, SECOND);
  await settled();
  expect(events).toEqual([
    ['picture', 2, SECOND],
    ['picture', 2, SECOND],
    ['picture', 1, PICTURE],
  ]);
});

it('truncate and flip change attachments, or the text if asked to', async () => {
  const { server, client, events, settled } = await through([
    { fault: 'truncate', event: 'short', keep: 3 },
    { fault: 'flip', event: 'flipped', bits: 1 },
    { fault: 'truncate', event: 'broken', part: 'text', keep: 20, direction: 'down' },
  ]);
  server.emit('short', PICTURE);
  server.emit('flipped', PICTURE);
  await settled();
  expect(events[0]).toEqual(['short', PICTURE.subarray(0, 3)]);
  const [name, flipped] = events[1] as [string, Buffer];
  expect(name).toBe('flipped');
  expect(flipped).toHaveLength(PICTURE.length);
  expect(flipped.equals(PICTURE)).toBe(false);
  const reason = new Promise((resolve) => client.once('disconnect', resolve));
  server.emit('broken', 'a text that does not arrive whole', PICTURE);
  expect(await reason).toBe('parse error');
});

it('replace keeps the name, the namespace and the acknowledgement', async () => {
  const { client, server, events, settled, proxy } = await through([
    { fault: 'replace', direction: 'down', event: 'price', message: { args: [0, { currency: 'EUR' }] } },
    { fault: 'replace', direction: 'up', event: 'ask', message: { args: ['another question'] } },
  ]);
  server.emit('price', 100, PICTURE);
  await settled();
  expect(events).toEqual([['price', 0, { currency: 'EUR' }]]);
  const asked = new Promise((resolve) => server.once('ask', resolve));
  expect(await client.emitWithAck('ask', 'a question')).toBe('answer');
  expect(await asked).toBe('another question');
  expect(proxy.counts().map(({ applied }) => applied)).toEqual([1, 1]);
});

it('inject: an event arrives that was not sent', async () => {
  const rule: RuleInput = { fault: 'inject', event: 'chat', message: { event: 'news', args: ['x'] } };
  const { server, events, settled } = await through([rule]);
  server.emit('chat', 1);
  await settled();
  expect(events).toEqual([
    ['chat', 1],
    ['news', 'x'],
  ]);
});

it('acknowledgements can be dropped', async () => {
  const { client, proxy } = await through([{ fault: 'drop', packet: 'ack', direction: 'down', first: 1 }]);
  let isLost = true;
  client.emit('ask', 'first', () => (isLost = false));
  expect(await client.emitWithAck('ask', 'second')).toBe('answer');
  expect(isLost).toBe(true);
  expect(proxy.counts()[0]).toMatchObject({ matched: 2, applied: 1 });
});

it('close: the client sees a lost transport', async () => {
  const { client, server } = await through([{ fault: 'close', code: 1012, event: 'chat', direction: 'down' }]);
  const both = Promise.all([
    new Promise((resolve) => client.once('disconnect', resolve)),
    new Promise((resolve) => server.once('disconnect', resolve)),
  ]);
  server.emit('chat', 1);
  expect(await both).toEqual(['transport close', 'transport close']);
});

it('a connection that begins with polling is read after its upgrade', async () => {
  const { client, server, events, settled, proxy } = await through([{ fault: 'drop', event: 'chat' }], ['polling', 'websocket']);
  await expect.poll(() => client.io.engine.transport.name).toBe('websocket');
  await expect.poll(() => server.conn.transport.name).toBe('websocket');
  server.emit('chat', 1);
  await settled();
  expect(events).toEqual([]);
  expect(proxy.counts()[0]).toMatchObject({ applied: 1 });
});
