/** The clock of a run, and what is due on it. */
export class Timeline {
  readonly #actions: { readonly atMs: number; readonly act: () => unknown }[] = [];
  readonly #running = new Set<Promise<void>>();
  #startedMs: number | undefined;

  /** 0 before the start. */
  get nowMs(): number {
    return this.#startedMs === undefined ? 0 : performance.now() - this.#startedMs;
  }

  /** Actions of one time are done in the order in which they were added. Those after the end are not done. */
  at(atMs: number, act: () => unknown): void {
    this.#actions.push({ atMs, act });
  }

  /** Resolves at `endMs`. An action that takes longer than its time does not delay the others. @throws what an action throws */
  async run(endMs: number, signal: AbortSignal): Promise<void> {
    const due = this.#actions.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
    const failed = new AbortController();
    const stopped = AbortSignal.any([signal, failed.signal]);
    this.#startedMs = performance.now();
    for (const { atMs, act } of due) {
      await this.#until(atMs, stopped);
      const running: Promise<void> = Promise.resolve()
        .then(act)
        .then(
          () => undefined,
          (error: unknown) => failed.abort(error),
        )
        .finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    await this.#until(endMs, stopped);
  }

  /** Resolves when no action is going on. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #until(atMs: number, signal: AbortSignal): Promise<void> {
    // A timer may fire a fraction of a millisecond early.
    while (this.nowMs < atMs) await wait(atMs - this.nowMs, signal);
    signal.throwIfAborted();
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, Math.ceil(ms));
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
