/** Closes the parts of a hub in reverse order of opening. */
import type { Logger } from 'pino';

/** Time for a part to close before the next one is closed, ms. */
const DEADLINE_MS = 1000;

export class Lifetime {
  readonly #stack = new AsyncDisposableStack();
  readonly #logger: Logger;
  #closing: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Registers a part that has opened. The others are closed even if its `close` fails or hangs. */
  opened(name: string, close: () => Promise<void> | void, deadlineMs = DEADLINE_MS): void {
    this.#stack.defer(() => this.#end(name, close, deadlineMs));
  }

  /** Never rejects. May be called twice. */
  close(): Promise<void> {
    return (this.#closing ??= this.#stack.disposeAsync());
  }

  async #end(name: string, close: () => Promise<void> | void, deadlineMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(resolve, deadlineMs, 'late');
    try {
      const outcome = await Promise.race([(async () => close())(), late]);
      if (outcome === 'late') this.#logger.error({ name, deadlineMs }, 'a part of the hub did not close in time');
    } catch (error) {
      this.#logger.error({ err: error, name }, 'a part of the hub could not be closed');
    } finally {
      clearTimeout(timer);
    }
  }
}
