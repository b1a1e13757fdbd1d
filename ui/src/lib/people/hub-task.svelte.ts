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
