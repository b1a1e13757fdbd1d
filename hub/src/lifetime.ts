/** Closes the parts of a hub in the opposite order of their opening, whatever one of them does. */
import type { Logger } from 'pino';

/** A part that closes has this long before the next one begins, ms. */
const DEADLINE_MS = 1000;

export class Lifetime {
  readonly #stack = new AsyncDisposableStack();
  readonly #logger: Logger;
  #closing: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Notes a part that has opened. Failing or hanging, its `close` does not keep the others from theirs. */
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
