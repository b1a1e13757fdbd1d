/** Gives one holder at a time the database, in the order they asked. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves, when it is the caller's turn, to the function that ends it. */
  async take(): Promise<() => void> {
    const previous = this.#last;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#last = promise;
    await previous;
    return () => {
      resolve(undefined);
    };
  }
}
