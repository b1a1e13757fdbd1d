/** After so many turns of one kind the other kind is served once, so that neither waits for ever. */
const PREFERRED_IN_A_ROW = 8;

/**
 * Gives one holder at a time the database: first those that are preferred, among them in the order they asked.
 * Clients that have used the database before are preferred to a crowd of new connections.
 */
export class Turns {
  readonly #preferred: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #held = false;
  #inARow = 0;

  /** Holders and waiters other than the caller. */
  get waiting(): number {
    return this.#preferred.length + this.#others.length;
  }

  /** Resolves, when it is the caller's turn, to the function that ends it. */
  async take({ preferred = false } = {}): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => void (preferred ? this.#preferred : this.#others).push(resolve));
    this.#held = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#next();
    };
  }

  /** The turn passes from one holder to the next without a gap: who asks in between has to wait. */
  #next(): void {
    const first = this.#inARow < PREFERRED_IN_A_ROW ? this.#preferred : this.#others;
    const next = first.shift() ?? this.#preferred.shift() ?? this.#others.shift();
    this.#inARow = first === this.#preferred ? this.#inARow + 1 : 0;
    if (next) next();
    else this.#held = false;
  }
}
