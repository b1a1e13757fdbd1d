import type { Session } from '../people/session.svelte.ts';
import { errorText } from '../text/error-text.ts';

/** What a part of the page asks of the hub: whether it waits for an answer, and why the last request failed. */
export class HubTask {
  busy = $state(false);
  error = $state<string | null>(null);
  readonly #session: Pick<Session, 'notice'>;

  constructor(session: Pick<Session, 'notice'>) {
    this.#session = session;
  }

  protected async attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await work();
    } catch (error) {
      this.error = errorText(this.#session.notice(error));
    } finally {
      this.busy = false;
    }
  }
}
