/** Servers that are not a hub: every request to them ends in time, with a reason. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { onlyCamera, signIn } from '../../src/crowd/hub-account.ts';
import { RawViewer } from '../../src/protocols/eyepiece/raw-viewer.ts';

const WITHIN_MS = 300;
const CREDENTIAL = { email: 'a@example.org', password: 'p' };
let server: Server | undefined;

afterEach(async () => {
  if (!server) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  server = undefined;
});

async function serve(listener?: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['never ends its answer', (_request, response) => void response.write('{')],
])('signing in at a server that %s ends in time', async (_what, listener) => {
  const url = await serve(listener);
  const message = `${url} does not answer /api/v1/auth/login within 0.3 s`;
  await expect(signIn(url, CREDENTIAL, WITHIN_MS)).rejects.toThrow(message);
  await expect(onlyCamera(url, 'token', WITHIN_MS)).rejects.toThrow(`${url} does not answer /api/v1/cameras within 0.3 s`);
});

it('an endless answer is cut off', async () => {
  const url = await serve((_request, response) => {
    const flood = (): void => {
      while (response.write(Buffer.alloc(1024 * 1024)));
      response.once('drain', flood);
    };
    flood();
  });
  await expect(signIn(url, CREDENTIAL)).rejects.toThrow('the answer has more than 4194304 bytes');
});

it('an answer that is not JSON is reported', async () => {
  const url = await serve((_request, response) => void response.end('<html>'));
  await expect(signIn(url, CREDENTIAL)).rejects.toThrow('/api/v1/auth/login: 200 the answer does not come from a hub');
});

it('a WebSocket server that never admits the viewer is given up', async () => {
  const url = await serve();
  const sockets = new WebSocketServer({ server: server! });
  await expect(RawViewer.connect({ url, token: 't', onFrame: () => undefined, admittedWithinMs: WITHIN_MS })).rejects.toThrow(
    'the server does not admit a viewer within 300 ms: is it a hub?',
  );
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
});
