/** After this many preferred holders in a row, one other waiter is served, so that neither kind starves. */
const PREFERRED_IN_A_ROW = 8;

/**
 * A mutex with two FIFO queues. Preferred waiters acquire it first, so that clients which already use the database are not
 * delayed by many new connections.
 */
export class PriorityMutex {
  readonly #preferred: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #held = false;
  #inARow = 0;

  /** The number of waiters. */
  get waiting(): number {
    return this.#preferred.length + this.#others.length;
  }

  /** Resolves with the function that releases the mutex. */
  async acquire({ preferred = false } = {}): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => void (preferred ? this.#preferred : this.#others).push(resolve));
    this.#held = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#next();
    };
  }

  /** Passes the mutex to the next waiter directly, so that no later caller can acquire it in between. */
  #next(): void {
    const first = this.#inARow < PREFERRED_IN_A_ROW ? this.#preferred : this.#others;
    const next = first.shift() ?? this.#preferred.shift() ?? this.#others.shift();
    this.#inARow = first === this.#preferred ? this.#inARow + 1 : 0;
    if (next) next();
    else this.#held = false;
  }
}
