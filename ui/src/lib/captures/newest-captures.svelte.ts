import type { Capture } from '@eyepiece/shared-types';

type Captures = readonly Capture[];
type Change = (captures: Captures) => Captures;

/** The newest captures of some kind: asked for from the hub, and kept up to date by its news. */
export class NewestCaptures {
  list = $state.raw<Captures>([]);
  #asked = 0;
  /** News since the last question; null when no answer is on its way. */
  #news: Change[] | null = null;
  readonly #kept: number;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Takes the answer to the last question only, and puts into it what happened since that question. @throws what `ask` throws */
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

  /** Drops the list and the answer that is on its way. */
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

/** Puts a capture where its time says, newest first; replaces one with the same id. */
export function inserted<T extends Ordered>(captures: readonly T[], capture: T): T[] {
  const others = captures.filter(({ id }) => id !== capture.id);
  const at = others.findIndex((other) => other.capturedAt <= capture.capturedAt);
  return at < 0 ? [...others, capture] : [...others.slice(0, at), capture, ...others.slice(at)];
}
