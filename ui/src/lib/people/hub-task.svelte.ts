import type { Session } from './session.svelte.ts';
import { errorText } from '../text/error-text.ts';

/** State of requests to the hub: whether one is pending, and why the last one failed. */
export class HubTask {
  busy = $state(false);
  error = $state<string | null>(null);
  readonly #session: Pick<Session, 'handleError'>;

  constructor(session: Pick<Session, 'handleError'>) {
    this.#session = session;
  }

  protected async attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await work();
    } catch (error) {
      this.error = errorText(this.#session.handleError(error));
    } finally {
      this.busy = false;
    }
  }
}

/** What someone may create, which the hub then shows only once, and revoke. */
export abstract class RevocableList<Item extends { readonly id: string }, Created extends { readonly id: string }> extends HubTask {
  list = $state.raw<readonly Item[] | null>(null);
  /** What was just created; only it has the secret. */
  created = $state.raw<Created | null>(null);

  protected abstract find(): Promise<readonly Item[]>;
  protected abstract end(id: string): Promise<void>;

  async load(): Promise<void> {
    await this.attempt(() => this.#reload());
  }

  async revoke(id: string): Promise<void> {
    await this.attempt(async () => {
      await this.end(id);
      if (this.created?.id === id) this.created = null;
      await this.#reload();
    });
  }

  /** @param without of the created thing what the list shows */
  protected async add(create: () => Promise<Created>, without: (created: Created) => Item): Promise<void> {
    await this.attempt(async () => {
      const created = await create();
      this.created = created;
      this.list = [without(created), ...(this.list ?? [])];
    });
  }

  async #reload(): Promise<void> {
    this.list = await this.find();
  }
}
