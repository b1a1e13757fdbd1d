import type { Reply } from './ask.ts';

/** Delay after the first rejection; doubles with each further one, ms. */
const PAUSE_MS = 250;
const TRIES = 5;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats requests rejected with `rate_limited`. Later requests wait behind them, so that the order is kept. */
export class Throttle {
  #pause: Promise<void> | null = null;

  async send<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
    while (this.#pause) await this.#pause;
    for (let attempt = 1; ; attempt += 1) {
      const reply = await ask();
      if (reply.ok || reply.error.code !== 'rate_limited' || attempt === TRIES) return reply;
      // Requests rejected together share one pause and continue in their order.
      const pause = (this.#pause ??= delay(PAUSE_MS * 2 ** (attempt - 1)));
      await pause;
      if (this.#pause === pause) this.#pause = null;
    }
  }
}
