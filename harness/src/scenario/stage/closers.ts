/** What a run has opened. It closes in reverse order, and a part that fails does not skip the others. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];
  #isClosed = false;

  /** What is opened too late, after `close`, is closed at once. */
  push(close: () => unknown): void {
    if (this.#isClosed)
      void Promise.resolve()
        .then(close)
        .catch(() => undefined);
    else this.#closers.push(close);
  }

  /** May be called twice. @throws the first failure, when all are closed */
  async close(): Promise<void> {
    this.#isClosed = true;
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
