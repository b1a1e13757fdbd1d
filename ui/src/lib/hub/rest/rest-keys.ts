import { createdKeySchema, keyListSchema, userSchema, type CreateKey, type CreateServiceAccount } from '@eyepiece/shared-types';
import type { KeysClient } from '../clients/keys-client.ts';
import { rest, restVoid } from './rest.ts';

/** API keys over REST. */
export class RestKeys implements KeysClient {
  async list(accountId?: string) {
    return (await rest(keyListSchema, pathOf(accountId))).keys;
  }

  create(wanted: CreateKey, accountId?: string) {
    return rest(createdKeySchema, pathOf(accountId), { method: 'POST', body: wanted });
  }

  revoke(id: string): Promise<void> {
    return restVoid(`/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  createServiceAccount(wanted: CreateServiceAccount) {
    return rest(userSchema, '/service-accounts', { method: 'POST', body: wanted });
  }
}

function pathOf(accountId?: string): string {
  return accountId === undefined ? '/keys' : `/users/${encodeURIComponent(accountId)}/keys`;
}
