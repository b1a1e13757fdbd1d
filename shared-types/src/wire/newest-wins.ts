/**
 * Passes items to `process` one at a time. Of the items that arrive meanwhile only the newest is kept, so a slow
 * encoder or decoder delivers fewer pictures but never older ones.
 */
export class NewestWins<T> {
  readonly #process: (item: T) => Promise<void>;
  readonly #skipped: (item: T) => void;
  #busy = false;
  #waiting: { readonly item: T } | null = null;

  /** @param process must not reject */
  constructor(process: (item: T) => Promise<void>, skipped: (item: T) => void) {
    this.#process = process;
    this.#skipped = skipped;
  }

  offer(item: T): void {
    if (!this.#busy) {
      void this.#run(item);
      return;
    }
    if (this.#waiting) this.#skipped(this.#waiting.item);
    this.#waiting = { item };
  }

  clear(): void {
    this.#waiting = null;
  }

  async #run(first: T): Promise<void> {
    this.#busy = true;
    try {
      let next: { readonly item: T } | null = { item: first };
      while (next) {
        await this.#process(next.item);
        next = this.#waiting;
        this.#waiting = null;
      }
    } finally {
      this.#busy = false;
    }
  }
}
