/** Connects again after a failure, with a delay that grows and is partly random. */
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';

/** A home must be found again within eight seconds, so hubs are dialled more often than browsers dial a hub. */
const DELAY_MAX_MS = 3000;

export class Redial {
  readonly #connect: () => void;
  #attempt = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connect: () => void) {
    this.#connect = connect;
  }

  succeeded(): void {
    this.#attempt = 0;
  }

  failed(): void {
    if (this.#closed) return;
    const delayMs = Math.min(DELAY_MAX_MS * (0.5 + Math.random() / 2), backoffMs(this.#attempt, Math.random()));
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#connect, delayMs).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
