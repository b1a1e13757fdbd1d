/** Caches accounts, links and sign-ins, to avoid a query per event. */
import { LRUCache } from 'lru-cache';
import { HubError } from '../../errors.ts';

interface Known<T> {
  readonly value: T | undefined;
  readonly readAtMs: number;
}

/** Changes by other hubs are seen after this time; own changes at once, by `forget`. */
const FRESH_MS = 2_500;
/** While the database is unavailable, stale values are served for this long, so that viewers keep watching. */
const STALE_MS = 15 * 60_000;
const MAX_KNOWN = 10_000;
/** Delay that a hanging database causes, for the first request only. */
const REFRESH_WAIT_MS = 500;
/** Deadline when nothing is cached. */
const READ_DEADLINE_MS = 5_000;

export class FreshCache<T> {
  readonly #read: (id: string) => Promise<T | undefined>;
  readonly #known: LRUCache<string, Known<T>>;
  readonly #reading = new Map<string, Promise<Known<T>>>();
  /** Reads that exceeded their wait. Stale values are served until they end. */
  readonly #late = new WeakSet<Promise<Known<T>>>();

  constructor(read: (id: string) => Promise<T | undefined>, max = MAX_KNOWN) {
    this.#read = read;
    this.#known = new LRUCache({ max });
  }

  forget(id: string): void {
    this.#known.delete(id);
    this.#reading.delete(id);
  }

  /** @throws {HubError} database_unavailable when nothing usable is cached */
  async get(id: string): Promise<T | undefined> {
    const known = this.#known.get(id);
    const ageMs = known === undefined ? Infinity : performance.now() - known.readAtMs;
    if (known !== undefined && ageMs < FRESH_MS) return known.value;
    const isUsable = known !== undefined && ageMs < STALE_MS;
    try {
      const reading = this.#readOnce(id);
      if (isUsable && this.#late.has(reading)) return known.value;
      const answer = await Promise.race([reading, after(isUsable ? REFRESH_WAIT_MS : READ_DEADLINE_MS)]);
      if (answer) return answer.value;
      this.#late.add(reading);
      if (isUsable) return known.value;
      throw new HubError('database_unavailable', `The database did not respond within ${READ_DEADLINE_MS} ms`);
    } catch (error) {
      const away = error instanceof HubError && error.code === 'database_unavailable';
      if (away && isUsable) return known.value;
      throw error;
    }
  }

  #readOnce(id: string): Promise<Known<T>> {
    const running = this.#reading.get(id);
    if (running) return running;
    const reading = this.#read(id)
      .then((value): Known<T> => {
        const known = { value, readAtMs: performance.now() };
        // After `forget`, this response may predate the change and is not cached.
        if (this.#reading.get(id) === reading) this.#known.set(id, known);
        return known;
      })
      .finally(() => {
        if (this.#reading.get(id) === reading) this.#reading.delete(id);
      });
    this.#reading.set(id, reading);
    // All callers may have stopped waiting for it.
    reading.catch(() => undefined);
    return reading;
  }
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
