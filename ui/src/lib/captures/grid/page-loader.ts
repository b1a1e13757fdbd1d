import type { Capture } from '@eyepiece/shared-types';
import { HubError } from '../../hub/hub-error.ts';
import type { IndexRange } from './grid-layout.ts';
import { boundsOf, wants, withPage, type Chunk, type Page } from './library-chunks.ts';

/** Captures of one answer: as many as the hub gives. */
const PAGE_CAPTURES = 200;
const SMALL_PAGE_CAPTURES = 120;
/** Questions on their way at a time. */
const AT_ONCE = 3;
/** A place has to stay wanted for this long: who drags through ten thousand captures wants none of those between, ms. */
const SETTLED_MS = 40;
const AGAIN_AFTER_MS = 3000;

export interface PageSource {
  chunks(): readonly Chunk[];
  put(chunk: Chunk): void;
  list(
    bounds: { from: string | undefined; to: string | undefined },
    page: { cursor?: string; limit: number },
    signal: AbortSignal,
  ): Promise<Page & { captures: Capture[] }>;
  failed(error: unknown): void;
}

interface UnderWay {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** Somebody waits for it, whether it is in sight or not. */
  kept: boolean;
}

/** Brings the parts of a library that are wanted, nearest first, and gives up what is not wanted any more. */
export class PageLoader {
  readonly #source: PageSource;
  readonly #underWay = new Map<string, UnderWay>();
  #range: IndexRange = { first: 0, end: 0 };
  #middle = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the library that is loaded: raised when it becomes another. */
  #generation = 0;
  /** Raised when what the hub has changed: answers to earlier questions are dropped. */
  #round = 0;

  constructor(source: PageSource) {
    this.#source = source;
  }

  want(range: IndexRange, middle: number): void {
    this.#range = range;
    this.#middle = middle;
    this.#giveUpPassed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), SETTLED_MS);
  }

  /** The library is another one now, or has grown: what is in sight of it is asked for. */
  again(): void {
    this.#giveUpPassed();
    this.#go();
  }

  /** Captures have changed at the hub: what is on its way may be older than that, and is asked for again. */
  outdate(): void {
    this.#round += 1;
  }

  /** Loads all of a range, whatever is in sight. @throws what the hub answered */
  async load(range: IndexRange): Promise<void> {
    const generation = this.#generation;
    while (generation === this.#generation) {
      const [next] = wants(this.#source.chunks(), range, range.first);
      if (!next) return;
      const known = this.#underWay.get(next.key);
      if (known) known.kept = true;
      await (known?.done ?? this.#start(next.key, true));
    }
  }

  stop(): void {
    this.#generation += 1;
    clearTimeout(this.#timer);
    for (const { abort } of this.#underWay.values()) abort.abort();
    this.#underWay.clear();
  }

  #giveUpPassed(): void {
    const wanted = new Set(wants(this.#source.chunks(), this.#range, this.#middle).map(({ key }) => key));
    for (const [key, { abort, kept }] of this.#underWay) {
      if (wanted.has(key) || kept) continue;
      abort.abort();
      this.#underWay.delete(key);
    }
  }

  #go(): void {
    clearTimeout(this.#timer);
    for (const { key } of wants(this.#source.chunks(), this.#range, this.#middle)) {
      if (this.#underWay.size >= AT_ONCE) return;
      if (!this.#underWay.has(key)) this.#start(key, false).catch((error: unknown) => this.#failed(error));
    }
  }

  #failed(error: unknown): void {
    this.#source.failed(error);
    this.#timer = setTimeout(() => this.#go(), AGAIN_AFTER_MS);
  }

  #start(key: string, kept: boolean): Promise<void> {
    const abort = new AbortController();
    const done = this.#load(key, abort.signal).finally(() => {
      if (this.#underWay.get(key)?.abort === abort) this.#underWay.delete(key);
    });
    this.#underWay.set(key, { abort, done, kept });
    return done.then(() => this.#go());
  }

  async #load(key: string, signal: AbortSignal): Promise<void> {
    const asked = this.#source.chunks().find((chunk) => chunk.key === key);
    if (!asked) return;
    const limit = asked.count <= SMALL_PAGE_CAPTURES ? SMALL_PAGE_CAPTURES : PAGE_CAPTURES;
    const page = asked.cursor === null ? { limit } : { cursor: asked.cursor, limit };
    const round = this.#round;
    let answer: Page;
    try {
      answer = await this.#source.list(boundsOf(asked), page, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if (signal.aborted || round !== this.#round) return;
    const now = this.#source.chunks().find((chunk) => chunk.key === key);
    // The answer to a question about a chunk that has been begun anew meanwhile.
    if (now?.cursor !== asked.cursor) return;
    if (answer.captures.length === 0 && answer.nextCursor !== null) throw new HubError('unexpected_answer', 'an empty page that goes on');
    this.#source.put(withPage(now, answer));
  }
}
