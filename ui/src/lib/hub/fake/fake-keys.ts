import type { ApiKey, CreatedKey, CreateKey, CreateServiceAccount, User } from '@eyepiece/shared-types';
import type { KeysClient } from '../clients/keys-client.ts';
import type { FakeAccounts } from './fake-accounts.ts';

const DAY_MS = 86_400_000;

/** In-memory API keys. */
export class FakeKeys implements KeysClient {
  readonly #accounts: FakeAccounts;
  readonly #keys = new Map<string, ApiKey[]>();

  constructor(accounts: FakeAccounts) {
    this.#accounts = accounts;
  }

  list(accountId = this.#accounts.signedIn().id): Promise<ApiKey[]> {
    return Promise.resolve(this.#keys.get(accountId) ?? []);
  }

  create({ expiresIn = 90 * (DAY_MS / 1000), ...wanted }: CreateKey, accountId = this.#accounts.signedIn().id): Promise<CreatedKey> {
    const { id, name } = this.#accounts.signedIn();
    const now = Date.now();
    const key: ApiKey = {
      ...wanted,
      cameraIds: wanted.cameraIds ?? null,
      id: crypto.randomUUID(),
      createdBy: { id, name },
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + expiresIn * 1000).toISOString(),
      lastUsedAt: null,
      address: null,
    };
    this.#keys.set(accountId, [key, ...(this.#keys.get(accountId) ?? [])]);
    return Promise.resolve({ ...key, key: `eyepiece_${key.id.replaceAll('-', '')}_${'x'.repeat(43)}` });
  }

  revoke(id: string): Promise<void> {
    for (const [accountId, keys] of this.#keys)
      this.#keys.set(
        accountId,
        keys.filter((key) => key.id !== id),
      );
    return Promise.resolve();
  }

  createServiceAccount({ name, role }: CreateServiceAccount): Promise<User> {
    const email = `${name.toLowerCase().replaceAll(' ', '-')}@service.invalid`;
    return Promise.resolve(this.#accounts.addService({ email, name, role }));
  }
}
