import type { ApiKey } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import type { KeysClient } from '../../hub/clients/keys-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { Keys } from './keys.svelte.ts';
import { keyFacts, keyState } from './key-words.ts';

const NOW_MS = Date.UTC(2026, 10, 30, 12);
const at = (ms: number): string => new Date(NOW_MS + ms).toISOString();
const DAY_MS = 86_400_000;
const key: ApiKey = {
  id: 'k1',
  name: 'nightly',
  scopes: ['watch', 'library:read'],
  cameraIds: null,
  createdBy: { id: 'ana', name: 'Ana' },
  createdAt: at(-DAY_MS),
  expiresAt: at(3 * DAY_MS),
  lastUsedAt: null,
  address: null,
};

let stored: ApiKey[];
let asked: (string | undefined)[];
let fails: boolean;
const client: KeysClient = {
  list: (accountId) => {
    asked.push(accountId);
    return fails ? Promise.reject(new HubError('forbidden', 'no')) : Promise.resolve(stored);
  },
  create: (wanted, accountId) => {
    asked.push(accountId);
    return Promise.resolve({ ...key, ...wanted, cameraIds: null, id: 'k2', key: 'eyepiece_secret' });
  },
  revoke: (id) => {
    stored = stored.filter((one) => one.id !== id);
    return Promise.resolve();
  },
  createServiceAccount: () => Promise.reject(new Error('not used here')),
};
const keysOf = (accountId?: string): Keys => new Keys({ keys: client }, { handleError: (error) => error as HubError }, accountId);
beforeEach(() => ([stored, asked, fails] = [[key], [], false]));

it('shows a new key once, and keeps no secret in the list', async () => {
  const keys = keysOf('robot');
  await keys.load();
  await keys.create({ name: 'other', scopes: ['watch'] });
  expect(keys.created?.key).toBe('eyepiece_secret');
  expect(keys.list?.map(({ id }) => id)).toEqual(['k2', 'k1']);
  expect(JSON.stringify(keys.list)).not.toContain('eyepiece_secret');
  expect(asked).toEqual(['robot', 'robot']);
  await keys.revoke('k2');
  expect(keys.created).toBeNull();
});

it('says why the list could not be loaded', async () => {
  fails = true;
  const keys = keysOf();
  await keys.load();
  expect([keys.list, keys.busy, keys.error]).toEqual([null, false, expect.any(String)]);
});

it('says what a key allows, until when, and when it was used', () => {
  const names = (id: string): string => `Camera ${id}`;
  expect(keyFacts(key, names, NOW_MS)).toBe('Watch, Read the library · all cameras · for 3 d · not used yet · by Ana');
  const used = { ...key, cameraIds: ['b3'], lastUsedAt: at(-3 * 3_600_000), address: '192.0.2.7' };
  expect(keyFacts(used, names, NOW_MS)).toBe('Watch, Read the library · Camera b3 · for 3 d · last used 3 h ago from 192.0.2.7 · by Ana');
  expect(keyState({ expiresAt: at(-1) }, NOW_MS)).toEqual({ works: false, text: 'expired' });
});
