import type { CreatedKey, CreateKey, User } from '@eyepiece/shared-types';
import type { TestHub } from './start-hub.ts';

type Hub = Pick<TestHub, 'api'>;

async function post<T>(hub: Hub, token: string, path: string, json: object): Promise<T> {
  const response = await hub.api(path, { method: 'POST', token, json });
  if (!response.ok) throw new Error(`POST ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** @param accountId a service account; by default the owner of the token */
export function createKey(hub: Hub, token: string, wanted: CreateKey, accountId?: string): Promise<CreatedKey> {
  return post(hub, token, accountId === undefined ? '/keys' : `/users/${accountId}/keys`, wanted);
}

export function createServiceAccount(hub: Hub, token: string, role: User['role']): Promise<User> {
  return post(hub, token, '/service-accounts', { name: 'Night robot', role });
}
