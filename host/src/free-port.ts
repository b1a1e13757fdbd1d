import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that operating systems give to connections, and to servers that ask for any port. */
const PORTS = { from: 20_000, below: 32_768 };
const ATTEMPTS = 50;

/**
 * A free port on loopback, for a service that must restart at the same address. Nothing takes it by chance before the
 * service does, because only callers of this function use such ports.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = randomInt(PORTS.from, PORTS.below);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
