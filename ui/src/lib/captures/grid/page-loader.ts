import type { Capture } from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';
import type { IndexRange } from './grid-layout.ts';
import { boundsOf, wants, withPage, type Chunk, type Page } from './library-chunks.ts';

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

interface PendingPage {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** A caller waits for it, even when it is not visible. */
  kept: boolean;
}

/** Captures of a page. The hub's maximum is 200. */
const PAGE = { small: 120, large: 200 };
/** Maximum number of parallel requests. */
const AT_ONCE = 3;
/** A part is requested when it stays wanted for this long, so that fast scrolling requests nothing in between, ms. */
const SETTLED_MS = 40;
const AGAIN_AFTER_MS = 3000;

/** Loads the wanted parts of a library, nearest first, and aborts requests that are no longer wanted. */
export class PageLoader {
  readonly #source: PageSource;
  readonly #pending = new Map<string, PendingPage>();
  #range: IndexRange = { first: 0, end: 0 };
  #middle = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Incremented when another library is loaded. */
  #generation = 0;
  /** Incremented when captures change at the hub: answers to earlier requests are dropped. */
  #round = 0;

  constructor(source: PageSource) {
    this.#source = source;
  }

  setRange(range: IndexRange, middle: number): void {
    this.#range = range;
    this.#middle = middle;
    this.#abortUnwanted();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), SETTLED_MS);
  }

  /** The library was replaced or has grown: requests its visible part. */
  refresh(): void {
    this.#abortUnwanted();
    this.#go();
  }

  /** Captures changed at the hub: repeats pending requests, whose answers may be older. */
  outdate(): void {
    this.#round += 1;
  }

  /** Loads a whole range, visible or not. @throws {HubError} */
  async load(range: IndexRange): Promise<void> {
    const generation = this.#generation;
    while (generation === this.#generation) {
      const [next] = wants(this.#source.chunks(), range, range.first);
      if (!next) return;
      const known = this.#pending.get(next.key);
      if (known) known.kept = true;
      await (known?.done ?? this.#start(next.key, true));
    }
  }

  stop(): void {
    this.#generation += 1;
    clearTimeout(this.#timer);
    for (const { abort } of this.#pending.values()) abort.abort();
    this.#pending.clear();
  }

  #abortUnwanted(): void {
    const wanted = new Set(wants(this.#source.chunks(), this.#range, this.#middle).map(({ key }) => key));
    for (const [key, { abort, kept }] of this.#pending) {
      if (wanted.has(key) || kept) continue;
      abort.abort();
      this.#pending.delete(key);
    }
  }

  #go(): void {
    clearTimeout(this.#timer);
    for (const { key } of wants(this.#source.chunks(), this.#range, this.#middle)) {
      if (this.#pending.size >= AT_ONCE) return;
      if (!this.#pending.has(key)) this.#start(key, false).catch((error: unknown) => this.#failed(error));
    }
  }

  #failed(error: unknown): void {
    this.#source.failed(error);
    this.#timer = setTimeout(() => this.#go(), AGAIN_AFTER_MS);
  }

  #start(key: string, kept: boolean): Promise<void> {
    const abort = new AbortController();
    const done = this.#load(key, abort.signal).finally(() => {
      if (this.#pending.get(key)?.abort === abort) this.#pending.delete(key);
    });
    this.#pending.set(key, { abort, done, kept });
    return done.then(() => this.#go());
  }

  async #load(key: string, signal: AbortSignal): Promise<void> {
    const asked = this.#source.chunks().find((chunk) => chunk.key === key);
    if (!asked) return;
    const limit = asked.count <= PAGE.small ? PAGE.small : PAGE.large;
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
    // The chunk was restarted since this request.
    if (now?.cursor !== asked.cursor) return;
    if (answer.captures.length === 0 && answer.nextCursor !== null) throw new HubError('unexpected_answer', 'an empty page with a cursor');
    this.#source.put(withPage(now, answer));
  }
}
