/** Clients with keys of their own, which are closed after each test. */
import { connect, type ConnectOptions, type Hub } from '@eyepiece/client';
import type { CreateKey, Role } from '@eyepiece/shared-types';
import { afterEach } from 'vitest';
import { createKey } from '../../setup/keys.ts';
import type { TestHub } from '../../setup/start-hub.ts';

const ALL: CreateKey['scopes'] = ['watch', 'capture', 'control', 'library:read', 'library:write'];

export interface Clients {
  /** A key of a new person. */
  key(role?: Role, scopes?: CreateKey['scopes']): Promise<string>;
  /** A connection as a new person, or with the given key. */
  connect(options?: Partial<ConnectOptions> & { readonly role?: Role }): Promise<Hub>;
}

export function useClients(hub: TestHub): Clients {
  const open = new Set<Hub>();
  afterEach(async () => {
    for (const client of open) {
      for (const { id } of client.cameras()) {
        // Otherwise control ends ten seconds after the connection.
        if (client.controlOf(id)?.holder?.userId === client.user.id)
          await client.ask('control:release', { cameraId: id }).catch(() => undefined);
      }
      client.close();
    }
    open.clear();
  });
  const key: Clients['key'] = async (role = 'operator', scopes = ALL) => {
    const { token } = await hub.person(role);
    return (await createKey(hub, token, { name: 'tests', scopes, expiresIn: 3600 })).key;
  };
  return {
    key,
    connect: async ({ role, ...options } = {}) => {
      const client = await connect({
        url: hub.url,
        timeoutMs: 120_000,
        ...(!('token' in options) && { key: await key(role) }),
        ...options,
      });
      open.add(client);
      return client;
    },
  };
}
