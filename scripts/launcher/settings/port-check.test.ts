import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { SetupError } from '@eyepiece/host/setup-error';
import { checkPort } from './port-check.ts';

it('names the port that is in use and the variable that changes it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wanted = { host: '127.0.0.1', port, variable: 'HUB_PORT' };
  const message = `port ${port} is already in use: stop the program that uses it, or choose another one, for example HUB_PORT=${port + 1}`;
  await expect(checkPort(wanted)).rejects.toThrow(new SetupError(message));
  server.close();
  await once(server, 'close');
  // Another program may be given the port for a moment.
  await vi.waitFor(() => checkPort(wanted), { timeout: 60_000 });
});

it('lets port 0 pass', async () => {
  await expect(checkPort({ host: '127.0.0.1', port: 0, variable: 'HUB_PORT' })).resolves.toBeUndefined();
});

it('names a host that is not of this machine', async () => {
  await expect(checkPort({ host: '192.0.2.1', port: 0, variable: 'HUB_PORT' })).rejects.toThrow(
    '192.0.2.1 is not an address of this machine',
  );
});
