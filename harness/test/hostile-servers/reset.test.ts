/** What viewers of each protocol report when an established connection is reset, and when it only ends. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server as SocketIoServer } from 'socket.io';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { deferred } from '../../src/timing/deferred.ts';
import { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import { errorCode } from '../../src/scenario/measure/errors.ts';
import { WebSocketClient } from '../../src/protocols/websocket/websocket-client.ts';
import { streamOf } from '../foreign/session.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Serves one protocol, and keeps the sockets of its viewers. */
async function serve(protocol: string): Promise<{ url: string; sockets: Socket[] }> {
  const server: Server = createServer((_request: IncomingMessage, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=b' });
    response.write('--b\r\nContent-Length: 3\r\n\r\nabc\r\n');
  });
  if (protocol === 'socket.io') new SocketIoServer(server);
  if (protocol === 'websocket') new WebSocketServer({ server }).on('connection', (viewer) => viewer.on('error', () => undefined));
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

async function reasonAfter(protocol: string, end: (socket: Socket) => unknown, isProxied = false): Promise<string> {
  const { url: target, sockets } = await serve(protocol);
  const proxy = isProxied ? await FaultProxy.start({ target }) : undefined;
  if (proxy) closers.unshift(() => proxy.close());
  const url = proxy?.url ?? target;
  const lost = deferred<string>();
  const stream = await streamOf(protocol, {});
  const address = protocol === 'websocket' ? url.replace('http', 'ws') : url;
  const connection = await stream.dial({ url: address }, { frame: () => undefined, message: () => undefined, lost: lost.resolve });
  closers.push(() => connection.close());
  for (const socket of sockets) end(socket);
  return lost.promise;
}

it.each(['websocket', 'socket.io', 'mjpeg'])('a reset of %s has the code ECONNRESET', async (protocol) => {
  expect(errorCode(await reasonAfter(protocol, (socket) => socket.resetAndDestroy()))).toBe('ECONNRESET');
});

it.each(['websocket', 'socket.io', 'mjpeg'])('a reset of %s behind a proxy has the code ECONNRESET', async (protocol) => {
  expect(errorCode(await reasonAfter(protocol, (socket) => socket.resetAndDestroy(), true))).toBe('ECONNRESET');
});

it.each(['websocket', 'socket.io', 'mjpeg'])('an end of %s behind a proxy is no reset', async (protocol) => {
  expect(errorCode(await reasonAfter(protocol, (socket) => socket.end(), true))).toBe('ended');
});

it.each(['websocket', 'socket.io', 'mjpeg'])('an end of %s without a goodbye is no reset', async (protocol) => {
  expect(errorCode(await reasonAfter(protocol, (socket) => socket.end()))).toBe('ended');
});

it('a reset of the connection below the raw viewer has the code ECONNRESET', async () => {
  const { url, sockets } = await serve('websocket');
  const closed = deferred<string>();
  const handler = { text: () => undefined, binary: () => undefined, ping: () => undefined, closed: closed.resolve };
  const client = new WebSocketClient(new URL(url), handler);
  await client.open();
  closers.push(() => client.close());
  for (const socket of sockets) socket.resetAndDestroy();
  expect(errorCode(await closed.promise)).toBe('ECONNRESET');
});

it('the reason of a server has no control characters', async () => {
  const payload = Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('\u001b[31mred\nline')]);
  const reason = await reasonAfter('websocket', (socket) => socket.write(Buffer.concat([Buffer.from([0x88, payload.length]), payload])));
  expect(reason).toContain('closed by the server: 4001');
  expect(reason).toContain('red line');
  expect(reason).not.toMatch(/\p{Cc}/u);
});
