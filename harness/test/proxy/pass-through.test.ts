/** WebSocket frames that no rule changes pass byte for byte, also those that break the protocol. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { encodeFrame } from '../../src/proxy/messages/frames.ts';
import { closeEnds, onClose, startProxy, tcpClient } from './ends.ts';

afterEach(closeEnds);

/** Both ends of an upgraded connection as plain sockets. */
async function upgraded(problems: string[] = []): Promise<{ client: Socket; server: Socket }> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onClose(() => void listener.close());
  const proxy = await startProxy({
    target: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    tap: { problem: (message) => problems.push(message) },
  });
  const accepted = once(listener, 'connection') as Promise<[Socket]>;
  const client = await tcpClient(proxy.url);
  client.write(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const [server] = await accepted;
  onClose(() => void server.destroy());
  server.on('error', () => undefined);
  await once(server, 'data');
  server.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await once(client, 'data');
  return { client, server };
}

function collect(socket: Socket): () => Buffer {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

/** One message in three fragments. */
function fragments(isMasked: boolean): Buffer[] {
  return [0x01, 0x00, 0x80].map((first, index) => {
    const frame = encodeFrame('text', Buffer.from(`part ${index}`), isMasked);
    frame[0] = first;
    return frame;
  });
}

it.each([
  ['up', true],
  ['down', false],
] as const)('%s: masks, fragments, control frames and long lengths stay as they are', async (direction, isMasked) => {
  const { client, server } = await upgraded();
  const [from, to] = direction === 'up' ? [client, server] : [server, client];
  const arrived = collect(to);
  const sent = Buffer.concat([
    encodeFrame('text', Buffer.alloc(0), isMasked),
    ...fragments(isMasked),
    encodeFrame('ping', randomBytes(125), isMasked),
    encodeFrame('binary', randomBytes(126), isMasked),
    encodeFrame('binary', randomBytes(70_000), isMasked),
    // A length in more bytes than it needs.
    Buffer.from([0x82, 126, 0, 2, 7, 8]),
    encodeFrame('pong', Buffer.from('x'), isMasked),
  ]);
  for (let at = 0; at < sent.length; at += 997) from.write(sent.subarray(at, at + 997));
  await expect.poll(() => arrived().length).toBe(sent.length);
  expect(arrived().equals(sent)).toBe(true);
});

it.each([
  ['a reserved bit', Buffer.from([0xc1, 0])],
  ['an unknown opcode', Buffer.from([0x83, 0])],
  ['a fragment out of place', Buffer.from([0x80, 0])],
  ['a long control frame', Buffer.from([0x89, 126, 0, 126])],
  ['a length of 2^62', Buffer.from([0x82, 127, 0x40, 0, 0, 0, 0, 0, 0, 0])],
])('bytes after %s pass unread, with a message to the user', async (_what, broken) => {
  const problems: string[] = [];
  const { client, server } = await upgraded(problems);
  const arrived = collect(server);
  const sent = Buffer.concat([encodeFrame('text', Buffer.from('good'), true), broken, randomBytes(1000)]);
  client.write(sent);
  await expect.poll(() => arrived().length).toBe(sent.length);
  expect(arrived().equals(sent)).toBe(true);
  expect(problems).toEqual([expect.stringMatching(/^ws1 up passes without message faults from now on: /)]);
});

it('part of a frame passes when the connection ends', async () => {
  const { client, server } = await upgraded();
  const arrived = collect(server);
  const half = encodeFrame('binary', Buffer.alloc(1000), true).subarray(0, 500);
  client.end(half);
  await once(server, 'end');
  expect(arrived().equals(half)).toBe(true);
});
