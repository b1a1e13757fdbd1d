/** A proxy without rules changes nothing that a client or a server can see. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Agent, get, type IncomingMessage } from 'node:http';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  allOf,
  closeEnds,
  httpServer,
  onClose,
  startProxy,
  tcpClient,
  webSocketClient,
  webSocketServer,
  webSocketThrough,
} from './ends.ts';

afterEach(closeEnds);

it('passes HTTP requests and answers on', async () => {
  const { url } = await httpServer((request, response) => {
    response.writeHead(201, 'Made', { 'x-path': request.url, 'x-host': request.headers.host, 'x-origin': request.headers.origin });
    request.pipe(response);
  });
  const proxy = await startProxy({ target: url });
  const body = randomBytes(300_000);
  for (const path of ['/a?b=1', '/again']) {
    const answer = await fetch(proxy.url + path, { method: 'POST', body, headers: { origin: proxy.url } });
    expect(answer.status).toBe(201);
    expect(answer.statusText).toBe('Made');
    expect(answer.headers.get('x-path')).toBe(path);
    expect(answer.headers.get('x-host')).toBe(new URL(url).host);
    expect(answer.headers.get('x-origin')).toBe(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  }
});

it('leads redirects to the target back to the proxy', async () => {
  const { url } = await httpServer((_request, response) => void response.writeHead(302, { location: `${url}/there` }).end());
  const proxy = await startProxy({ target: url });
  const answer = await fetch(proxy.url, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`${proxy.url}/there`);
});

it('passes WebSocket messages of every length and kind on, in both directions', async () => {
  const { client, server } = await webSocketThrough({});
  const messages = [0, 1, 125, 126, 65_535, 65_536, 1_000_000].map((length) => randomBytes(length));
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    for (const message of messages) from.socket.send(message);
    from.socket.send('text é', { fin: false });
    from.socket.send(' and more', { fin: true });
    await expect.poll(() => to.received.length).toBe(messages.length + 1);
    expect(to.received.slice(0, -1).every(({ data }, index) => data.equals(messages[index]!))).toBe(true);
    expect(to.texts).toEqual(['text é and more']);
  }
});

it('passes pings and close codes on', async () => {
  const { client, server } = await webSocketThrough({});
  client.socket.ping('are you there');
  const [payload] = (await once(client.socket, 'pong')) as [Buffer];
  expect(payload.toString()).toBe('are you there');
  server.socket.close(4001, 'enough');
  expect(await client.closed()).toEqual({ code: 4001, reason: 'enough' });
});

it('offers no compression of messages to the target', async () => {
  const { url } = await webSocketServer();
  const proxy = await startProxy({ target: url });
  const direct = await webSocketClient(url);
  const proxied = await webSocketClient(proxy.url);
  expect(direct.socket.extensions).toBe('permessage-deflate');
  expect(proxied.socket.extensions).toBe('');
});

it('passes on the answer of a server that refuses WebSocket', async () => {
  const { url } = await httpServer((_request, response) => void response.writeHead(401, { 'x-reason': 'no' }).end('sign in'));
  const proxy = await startProxy({ target: url });
  const socket = new WebSocket(proxy.url);
  socket.on('error', () => undefined);
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['x-reason']).toBe('no');
  expect(Buffer.concat(await answer.toArray()).toString()).toBe('sign in');
});

it('answers 502 and reports the problem when the target refuses', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const target = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
  free.close();
  await once(free, 'close');
  const problems: string[] = [];
  const proxy = await startProxy({ target, tap: { problem: (message) => problems.push(message) } });
  const answer = await fetch(proxy.url);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('ECONNREFUSED');
  const socket = new WebSocket(proxy.url);
  socket.on('error', () => undefined);
  const [, upgrade] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(upgrade.statusCode).toBe(502);
  upgrade.resume();
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(new RegExp(`^${target}: .*ECONNREFUSED`));
});

it('answers 400 to bytes that are not HTTP', async () => {
  const { url } = await httpServer();
  const proxy = await startProxy({ target: url });
  const client = await tcpClient(proxy.url);
  client.write('hello\r\n\r\n');
  expect((await allOf(client)).toString()).toMatch(/^HTTP\/1\.1 400 /);
});

it('ends the connection to the target when the client is gone, and the other way round', async () => {
  const { url, served } = await webSocketServer();
  const proxy = await startProxy({ target: url });
  const [first, second] = [await webSocketClient(proxy.url), await webSocketClient(proxy.url)];
  first.socket.terminate();
  expect((await served[0]!.closed()).code).toBe(1006);
  served[1]!.socket.terminate();
  expect((await second.closed()).code).toBe(1006);
  await expect.poll(() => proxy.connections).toEqual([]);
});

it('serves many requests of one connection without collecting listeners', async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', warned);
  onClose(() => void process.off('warning', warned));
  const { server, url } = await httpServer((_request, response) => void response.end('answer'));
  server.keepAliveTimeout = 0;
  const proxy = await startProxy({ target: url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onClose(() => agent.destroy());
  for (let asked = 0; asked < 20; asked += 1) {
    const [answer] = (await once(get(proxy.url, { agent }), 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('answer');
  }
  expect(proxy.connections).toMatchObject([{ id: 'http1' }]);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
});

it('tells a tap of connections', async () => {
  const told: string[] = [];
  const { url } = await webSocketServer();
  const proxy = await startProxy({
    target: url,
    tap: { opened: ({ id, path }) => told.push(`${id} ${path}`), closed: ({ id }) => told.push(`${id} closed`) },
  });
  const client = await webSocketClient(`${proxy.url}/chat`);
  expect(proxy.connections).toMatchObject([{ id: 'ws1', kind: 'websocket', number: 1, path: '/chat' }]);
  client.socket.close();
  await expect.poll(() => told).toEqual(['ws1 /chat', 'ws1 closed']);
});

it('closes everything, and may be closed twice', async () => {
  const { client, server, proxy } = await webSocketThrough({});
  const both = Promise.all([client.closed(), server.closed()]);
  await proxy.close();
  await proxy.close();
  expect((await both).map(({ code }) => code)).toEqual([1006, 1006]);
  await expect(fetch(proxy.url).catch((error: unknown) => Promise.reject(error as Error))).rejects.toThrow();
});

it.each(['ftp://a', 'localhost:3000', 'http://a/path'])('refuses the target %s', async (target) => {
  await expect(startProxy({ target })).rejects.toThrow(/an address/);
});

it('delivers what an observer fails to take, and reports each kind of failure once', async () => {
  const fail = (): never => {
    throw new Error('no\nroom');
  };
  const problems: string[] = [];
  const problem = (message: string): void => void problems.push(message);
  const { client, server } = await webSocketThrough({ tap: { opened: fail, closed: fail, message: fail, problem } });
  for (const text of ['one', 'two']) server.socket.send(text);
  await expect.poll(() => client.texts).toEqual(['one', 'two']);
  client.socket.close();
  await expect
    .poll(() => problems.map((message) => message.replace(': no room', '')).sort())
    .toEqual(['connection', 'end of a connection', 'message'].map((what) => `the observer cannot take each ${what}`));
});

it('passes the reset of a client on to the server', async () => {
  const { url, sockets } = await webSocketServer();
  const reset = new Promise<Error>((resolve) => {
    sockets.on('connection', (_socket, request) => request.socket.once('error', resolve));
  });
  const proxy = await startProxy({ target: url });
  const client = await tcpClient(proxy.url);
  client.write(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(client, 'data');
  client.resetAndDestroy();
  expect(await reset).toMatchObject({ code: 'ECONNRESET' });
});

it('does not reset a client whose idle connection to the server was reset', async () => {
  const targets: Socket[] = [];
  const { server, url } = await httpServer((_request, response) => void response.end('here'));
  server.on('connection', (socket) => targets.push(socket));
  const proxy = await startProxy({ target: url });
  const client = await tcpClient(proxy.url);
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'data');
  targets[0]!.resetAndDestroy();
  await expect.poll(() => targets[0]!.destroyed).toBe(true);
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await allOf(client);
  expect(errors).toEqual([]);
});

it('does not use a connection again that the server is about to close', async () => {
  let connections = 0;
  const { server, url } = await httpServer((_request, response) => void response.setHeader('keep-alive', 'timeout=1').end('here'));
  server.on('connection', () => (connections += 1));
  const proxy = await startProxy({ target: url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onClose(() => agent.destroy());
  for (let request = 0; request < 3; request += 1) expect(await bodyOf(proxy.url, agent)).toBe('here');
  expect(connections).toBe(3);
});

it('ends an idle connection before the server does', async () => {
  const targets: Socket[] = [];
  const { server, url } = await httpServer((_request, response) => void response.setHeader('keep-alive', 'timeout=2').end('here'));
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => targets.push(socket));
  const proxy = await startProxy({ target: url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onClose(() => agent.destroy());
  expect(await bodyOf(proxy.url, agent)).toBe('here');
  await expect.poll(() => targets[0]?.destroyed).toBe(true);
  expect(await bodyOf(proxy.url, agent)).toBe('here');
  expect(targets).toHaveLength(2);
});

async function bodyOf(url: string, agent: Agent): Promise<string> {
  const [answer] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  return text(answer);
}
