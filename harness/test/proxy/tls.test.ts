/** A target over TLS; clients speak to the proxy without it. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProxyProgram } from '@eyepiece/host/programs/proxies';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { longRequest, closeEnds, onClose, startProxy, webSocketClient } from './ends.ts';

let cert = '';
let key = '';

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-tls-'));
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const request = ['req', '-x509', '-days', '1', ...newKey, '-out', certFile, '-subj', '/CN=localhost'];
  await promisify(execFile)(findProxyProgram('openssl'), request);
  [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  await rm(folder, { recursive: true });
});
afterEach(closeEnds);

async function secureServer(): Promise<{ server: Server; target: string }> {
  const server = createServer({ cert, key }, (_request, response) => void response.end('over TLS')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onClose(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { server, target: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('passes HTTP and WebSocket on, with faults', async () => {
  const { server, target } = await secureServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  const proxy = await startProxy({
    target: target.replace('https', 'wss'),
    insecure: true,
    rules: [{ fault: 'drop', direction: 'up', first: 1 }],
  });
  expect(await (await fetch(proxy.url)).text()).toBe('over TLS');
  const client = await webSocketClient(proxy.url);
  client.socket.send('first');
  client.socket.send('second');
  expect((await client.next()).data.toString()).toBe('second');
  const closed = client.closed();
  proxy.cut('ws1');
  expect((await closed).code).toBe(1006);
  await expect.poll(() => sockets.clients.size).toBe(0);
});

it('reset: the client sees a reset, and the server an end', async () => {
  const { server, target } = await secureServer();
  const proxy = await startProxy({ target, insecure: true, rules: [{ fault: 'reset', direction: 'up', afterBytes: 1000 }] });
  const atServer = new Promise((resolve) => server.once('secureConnection', (socket) => socket.once('close', resolve)));
  const atClient = longRequest(proxy.url);
  expect(await atClient).toMatchObject({ code: 'ECONNRESET' });
  await atServer;
});

it('a self-signed certificate is refused unless it is allowed', async () => {
  const { target } = await secureServer();
  const problems: string[] = [];
  const proxy = await startProxy({ target, tap: { problem: (message) => problems.push(message) } });
  const answer = await fetch(proxy.url);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toBe(`${problems[0]!}\n`);
  expect(problems).toEqual([expect.stringContaining(`${target}: self-signed certificate`)]);
});
