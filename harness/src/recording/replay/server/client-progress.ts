/** Counts what a client has sent, and lets the player wait for it. */
import type { ClientProgress } from './player.ts';

/** Clients choose the names. */
const NAMES_MAX = 10_000;

export class SentMessages implements ClientProgress {
  readonly #names = new Set<string>();
  readonly #waiting = new Set<() => void>();
  #count = 0;

  add(name?: string): void {
    this.#count += 1;
    if (name !== undefined && this.#names.size < NAMES_MAX) this.#names.add(name);
    for (const check of [...this.#waiting]) check();
  }

  event(name: string, stopped: AbortSignal): Promise<void> {
    return this.#until(() => this.#names.has(name), stopped);
  }

  messages(count: number, stopped: AbortSignal): Promise<void> {
    return this.#until(() => this.#count >= count, stopped);
  }

  #until(isTrue: () => boolean, stopped: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isTrue() && !stopped.aborted) return;
        this.#waiting.delete(check);
        stopped.removeEventListener('abort', check);
        resolve();
      };
      this.#waiting.add(check);
      stopped.addEventListener('abort', check);
      check();
    });
  }
}
