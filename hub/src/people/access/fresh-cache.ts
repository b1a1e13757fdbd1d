/** Caches accounts, links and sign-ins, to avoid a query per event. */
import { LRUCache } from 'lru-cache';
import { HubError } from '../../errors.ts';
import { upTo } from '../../process/limits/growing-cache.ts';

interface Known<T> {
  readonly value: T | undefined;
  readonly readAtMs: number;
}

/** Changes are seen at once, by `forget`; after this time if the message of another hub got lost. */
const FRESH_MS = 2_500;
/** While the database is unavailable, stale values are served for this long, so that viewers keep watching. */
const STALE_MS = 15 * 60_000;
const MAX_KNOWN = 10_000;
/** Delay that a hanging database causes, for the first request only. */
const REFRESH_WAIT_MS = 500;
/** Deadline when nothing is cached. */
const READ_DEADLINE_MS = 5_000;

export class FreshCache<T> {
  readonly #known: LRUCache<string, Known<T>>;
  /** Keys whose read exceeded its wait: the known value is served until the read ends. */
  readonly #late = new Set<string>();

  constructor(read: (id: string) => Promise<T | undefined>, max = MAX_KNOWN) {
    this.#known = new LRUCache<string, Known<T>>({
      ...upTo(max),
      // The library takes an entry of exactly this age as fresh.
      ttl: FRESH_MS - 1,
      ttlResolution: 0,
      // The library takes a start of 0 as none.
      perf: { now: () => performance.now() + 1 },
      noDeleteOnStaleGet: true,
      noDeleteOnFetchRejection: true,
      // Requests that wait when a value is forgotten get the answer; the cache does not keep it.
      ignoreFetchAbort: true,
      fetchMethod: async (id): Promise<Known<T>> => {
        this.#late.delete(id);
        try {
          return { value: await read(id), readAtMs: performance.now() };
        } finally {
          this.#late.delete(id);
        }
      },
    });
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  /** @throws {HubError} database_unavailable when nothing usable is cached */
  async get(id: string): Promise<T | undefined> {
    const fresh = this.#known.get(id);
    if (fresh) return fresh.value;
    const last = this.#known.peek(id, { allowStale: true });
    const usable = last !== undefined && performance.now() - last.readAtMs < STALE_MS ? last : undefined;
    try {
      // Requests for the same key share one read.
      const reading = this.#known.fetch(id);
      reading.catch(() => undefined);
      if (usable && this.#late.has(id)) return usable.value;
      const answer = await Promise.race([reading, after(usable ? REFRESH_WAIT_MS : READ_DEADLINE_MS)]);
      if (answer) return answer.value;
      this.#late.add(id);
      if (usable) return usable.value;
      throw new HubError('database_unavailable', `The database did not respond within ${READ_DEADLINE_MS} ms`);
    } catch (error) {
      const away = error instanceof HubError && error.code === 'database_unavailable';
      if (away && usable) return usable.value;
      throw error;
    }
  }
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
