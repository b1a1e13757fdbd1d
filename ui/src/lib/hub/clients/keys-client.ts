import type { ApiKey, CreatedKey, CreateKey, CreateServiceAccount, User } from '@eyepiece/shared-types';

/** API keys of the signed-in person, or as an administrator of an account. Every method rejects with a HubError. */
export interface KeysClient {
  /** Newest first, without revoked ones. */
  list(accountId?: string): Promise<ApiKey[]>;
  /** The answer has the key, which nothing shows again. */
  create(wanted: CreateKey, accountId?: string): Promise<CreatedKey>;
  revoke(id: string): Promise<void>;
  /** Creates an account for programs. */
  createServiceAccount(wanted: CreateServiceAccount): Promise<User>;
}
