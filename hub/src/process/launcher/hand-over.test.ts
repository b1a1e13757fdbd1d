import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { listenAfterHandOver } from './hand-over.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(port = 0): Promise<Server> {
  const server = createServer();
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

it('waits until the launcher has given up the port', async () => {
  const page = await listening();
  const port = portOf(page);
  let attempts = 0;
  const listen = (): Promise<Server> => {
    attempts += 1;
    if (attempts === 2) page.close();
    return listening(port);
  };
  const hub = await listenAfterHandOver(listen, () => undefined, 60_000);
  expect(portOf(hub)).toBe(port);
  expect(attempts).toBeGreaterThan(1);
});

it.each([
  ['at once without a launcher', undefined, 60_000],
  ['after a while with a launcher that keeps it', () => undefined, 200],
])('reports a used port %s', async (_, announce, withinMs) => {
  const port = portOf(await listening());
  await expect(listenAfterHandOver(() => listening(port), announce, withinMs)).rejects.toThrow(/EADDRINUSE/);
});
