import type { CreateServiceAccount, CreateUser, UpdateUser, User } from '@eyepiece/shared-types';
import { errorText } from '../text/error-text.ts';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from './session.svelte.ts';

/** User accounts, for administrators. */
export class People {
  list = $state.raw<readonly User[] | null>(null);
  error = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #session: Session;

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
  }

  async load(): Promise<void> {
    try {
      this.list = await this.#hub.listUsers();
      this.error = null;
    } catch (error) {
      this.error = errorText(this.#session.handleError(error));
    }
  }

  /** @throws {HubError} */
  async add(user: CreateUser): Promise<void> {
    await this.#added(this.#hub.createUser(user));
  }

  /** @throws {HubError} */
  addService(account: CreateServiceAccount): Promise<User> {
    return this.#added(this.#hub.keys.createServiceAccount(account));
  }

  /** @throws {HubError} */
  async change(id: string, change: UpdateUser): Promise<void> {
    const changed = await this.#noticing(this.#hub.updateUser(id, change));
    this.list = (this.list ?? []).map((user) => (user.id === id ? changed : user));
  }

  /** Ends all login sessions of a user. Returns their number. @throws {HubError} */
  signOut(id: string): Promise<number> {
    return this.#noticing(this.#hub.endLoginSessionsOf(id));
  }

  async #added(creating: Promise<User>): Promise<User> {
    const added = await this.#noticing(creating);
    this.list = [...(this.list ?? []), added];
    return added;
  }

  async #noticing<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw this.#session.handleError(error);
    }
  }
}
