import type { Capture } from '@eyepiece/shared-types';

type Captures = readonly Capture[];
type Change = (captures: Captures) => Captures;

/** The newest captures that match some criterion: loaded from the hub, then updated by its events. */
export class NewestCaptures {
  list = $state.raw<Captures>([]);
  #asked = 0;
  /** Events since the request; null when none is pending. */
  #news: Change[] | null = null;
  readonly #kept: number;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Uses the answer to the latest request only, and applies the events since then. @throws what `ask` throws */
  async load(ask: (limit: number) => Promise<{ readonly captures: Captures }>): Promise<void> {
    const asked = (this.#asked += 1);
    const news: Change[] = (this.#news = []);
    try {
      const { captures } = await ask(this.#kept);
      if (asked === this.#asked) this.#show(news.reduce((list, change) => change(list), captures));
    } finally {
      if (asked === this.#asked) this.#news = null;
    }
  }

  put(capture: Capture): void {
    if (capture.deletedAt === null) this.#change((captures) => inserted(captures, capture));
  }

  remove(ids: readonly string[]): void {
    this.#change((captures) => captures.filter(({ id }) => !ids.includes(id)));
  }

  /** Clears the list and ignores a pending answer. */
  clear(): void {
    this.#asked += 1;
    this.#news = null;
    this.list = [];
  }

  #change(change: Change): void {
    this.#show(change(this.list));
    this.#news?.push(change);
  }

  #show(captures: Captures): void {
    this.list = captures.slice(0, this.#kept);
  }
}

type Ordered = Pick<Capture, 'id' | 'capturedAt'>;

/** Inserts a capture by time, newest first; replaces one with the same id. */
export function inserted<T extends Ordered>(captures: readonly T[], capture: T): T[] {
  const others = captures.filter(({ id }) => id !== capture.id);
  const at = others.findIndex((other) => other.capturedAt <= capture.capturedAt);
  return at < 0 ? [...others, capture] : [...others.slice(0, at), capture, ...others.slice(at)];
}
