import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Resolves with the `http://` address once the server listens; by default on a free port of loopback. */
export async function listening(server: Server, { host = '127.0.0.1', port = 0 }: { host?: string; port?: number }): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: used, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${used}`;
}
