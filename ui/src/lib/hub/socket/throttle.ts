import type { Reply } from './socket-instrument.ts';

/** From the first refusal on; then twice as long each time, ms. */
const PAUSE_MS = 250;
const TRIES = 5;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends again what the hub refused with `rate_limited`. What is asked meanwhile waits behind it, so the newest stays last. */
export class Throttle {
  #pause: Promise<void> | null = null;

  async send<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
    while (this.#pause) await this.#pause;
    for (let attempt = 1; ; attempt += 1) {
      const reply = await ask();
      if (reply.ok || reply.error.code !== 'rate_limited' || attempt === TRIES) return reply;
      // Several that were refused together pause together, and go on in the order in which they were asked.
      const pause = (this.#pause ??= delay(PAUSE_MS * 2 ** (attempt - 1)));
      await pause;
      if (this.#pause === pause) this.#pause = null;
    }
  }
}
