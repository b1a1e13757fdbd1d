/** For each key one thing after another, in the order in which they were asked for; keys do not wait for each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as `work` does, which begins when everything asked before it under the same key has ended, however it did. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    const leave = (): void => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    this.#last.set(key, mine);
    mine.then(leave, leave);
    return mine;
  }

  /** Keys under which something is going on. */
  get busy(): number {
    return this.#last.size;
  }
}
