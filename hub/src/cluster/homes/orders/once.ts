/** Carries out each order once: a repetition gets the answer of the first. */

interface Entry {
  readonly answer: Promise<unknown>;
  /** Since when it has its answer; undefined while it is in progress. */
  answeredAtMs: number | undefined;
}

export interface OnceLimits {
  /** Orders are repeated only until their deadline. */
  readonly keptMs: number;
  readonly maxKept: number;
}

const LIMITS: OnceLimits = { keptMs: 11 * 60_000, maxKept: 5000 };

export class Once {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: OnceLimits;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** @param key of one hub's order, so that hubs cannot collide */
  run(key: string, work: () => Promise<unknown>, nowMs = performance.now()): Promise<unknown> {
    this.#dropOld(nowMs);
    const known = this.#entries.get(key);
    if (known) return known.answer;
    const entry: Entry = { answer: work(), answeredAtMs: undefined };
    this.#entries.set(key, entry);
    const answered = (): void => {
      entry.answeredAtMs = performance.now();
    };
    entry.answer.then(answered, answered);
    return entry.answer;
  }

  /** Oldest first. Orders in progress stay; the connection between hubs limits their number. */
  #dropOld(nowMs: number): void {
    for (const [key, { answeredAtMs }] of this.#entries) {
      if (answeredAtMs === undefined) continue;
      if (this.#entries.size < this.#limits.maxKept && nowMs - answeredAtMs < this.#limits.keptMs) return;
      this.#entries.delete(key);
    }
  }
}
