import type { ApiKey, CreatedKey, CreateKey } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { HubTask } from '../hub-task.svelte.ts';
import type { Session } from '../session.svelte.ts';

/** The API keys of the signed-in person, or as an administrator of an account. */
export class Keys extends HubTask {
  list = $state.raw<readonly ApiKey[] | null>(null);
  /** The key just created, which is shown only once. */
  created = $state.raw<CreatedKey | null>(null);
  readonly #hub: Pick<HubClient, 'keys'>;
  readonly #accountId: string | undefined;

  constructor(hub: Pick<HubClient, 'keys'>, session: Pick<Session, 'handleError'>, accountId?: string) {
    super(session);
    this.#hub = hub;
    this.#accountId = accountId;
  }

  async load(): Promise<void> {
    await this.attempt(() => this.#list());
  }

  async create(wanted: CreateKey): Promise<void> {
    await this.attempt(async () => {
      const { key, ...made } = await this.#hub.keys.create(wanted, this.#accountId);
      this.created = { ...made, key };
      this.list = [made, ...(this.list ?? [])];
    });
  }

  async revoke(id: string): Promise<void> {
    await this.attempt(async () => {
      await this.#hub.keys.revoke(id);
      if (this.created?.id === id) this.created = null;
      await this.#list();
    });
  }

  async #list(): Promise<void> {
    this.list = await this.#hub.keys.list(this.#accountId);
  }
}
