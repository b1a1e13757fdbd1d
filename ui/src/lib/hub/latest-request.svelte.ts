import { asHubError, type HubError } from '@eyepiece/client/hub-error';

/** Ends the session if the error says so. */
interface ErrorHandler {
  handleError(error: unknown): HubError;
}

/** Requests of which only the newest counts: a new one aborts the previous. */
export class LatestRequest {
  loading = $state(false);
  error = $state.raw<HubError | null>(null);
  readonly #session: ErrorHandler;
  #asked: AbortController | null = null;

  constructor(session: ErrorHandler) {
    this.#session = session;
  }

  async run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.loading = true;
    this.error = null;
    try {
      await work(asked.signal);
    } catch (error) {
      if (!asked.signal.aborted) this.error = this.#session.handleError(asHubError(error));
    } finally {
      if (this.#asked === asked) this.loading = false;
    }
  }

  abort(): void {
    this.#asked?.abort();
  }
}
