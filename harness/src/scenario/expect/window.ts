/** The time to which an expectation applies. */

/** When a fault was in force; undefined: not yet. */
export interface FaultTimes {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

export class Window {
  readonly #times: () => FaultTimes;

  private constructor(times: () => FaultTimes) {
    this.#times = times;
  }

  static between(fromMs = 0, toMs?: number): Window {
    return new Window(() => ({ fromMs, toMs }));
  }

  static during(fault: FaultTimes): Window {
    return new Window(() => fault);
  }

  contains(atMs: number): boolean {
    const { fromMs = Infinity, toMs = Infinity } = this.#times();
    return atMs >= fromMs && atMs < toMs;
  }

  isOver(atMs: number): boolean {
    return atMs >= (this.#times().toMs ?? Infinity);
  }

  /** The part of a time that is in the window; undefined: none. */
  part(fromMs: number, toMs: number): { readonly fromMs: number; readonly toMs: number } | undefined {
    const { fromMs: begin = Infinity, toMs: end = Infinity } = this.#times();
    const part = { fromMs: Math.max(fromMs, begin), toMs: Math.min(toMs, end) };
    return part.toMs > part.fromMs ? part : undefined;
  }

  /** Whether it reaches to the end of the run, so that frames that have not arrived belong to it. */
  isOpenAt(endMs: number): boolean {
    const { fromMs = Infinity, toMs = Infinity } = this.#times();
    return fromMs <= endMs && toMs >= endMs;
  }
}
