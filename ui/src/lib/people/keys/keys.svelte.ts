import type { ApiKey, CreatedKey, CreateKey } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { RevocableList } from '../hub-task.svelte.ts';
import type { Session } from '../session.svelte.ts';

/** The API keys of the signed-in person, or as an administrator of an account. */
export class Keys extends RevocableList<ApiKey, CreatedKey> {
  readonly #hub: Pick<HubClient, 'keys'>;
  readonly #accountId: string | undefined;

  constructor(hub: Pick<HubClient, 'keys'>, session: Pick<Session, 'handleError'>, accountId?: string) {
    super(session);
    this.#hub = hub;
    this.#accountId = accountId;
  }

  create(wanted: CreateKey): Promise<void> {
    return this.add(
      () => this.#hub.keys.create(wanted, this.#accountId),
      ({ key: _secret, ...shown }) => shown,
    );
  }

  protected find(): Promise<readonly ApiKey[]> {
    return this.#hub.keys.list(this.#accountId);
  }

  protected end(id: string): Promise<void> {
    return this.#hub.keys.revoke(id);
  }
}
