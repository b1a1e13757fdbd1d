import { LRUCache } from 'lru-cache';
import { upTo } from '../../process/limits/growing-cache.ts';

/** Counts events per key in a window that starts with the first one. Bounded: evicts the least recently used key. */
export class WindowCounts {
  readonly #counts: LRUCache<string, number>;
  readonly #windowMs: number;

  constructor({ windowMs, maxEntries }: { windowMs: number; maxEntries: number }) {
    this.#windowMs = windowMs;
    this.#counts = new LRUCache({
      ...upTo(maxEntries),
      ttl: windowMs,
      ttlResolution: 0,
      perf: { now: () => performance.now() },
    });
  }

  get(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string): number {
    const count = this.get(key) + 1;
    this.#set(key, count);
    return count;
  }

  /** Reverts one count. */
  revert(key: string): void {
    const count = this.get(key);
    if (count > 1) this.#set(key, count - 1);
    else this.#counts.delete(key);
  }

  /** Time until the window of this key ends. */
  remainingMs(key: string): number {
    return this.#counts.getRemainingTTL(key);
  }

  get size(): number {
    return this.#counts.size;
  }

  #set(key: string, count: number): void {
    // A running window keeps its end.
    const remainingMs = this.get(key) === 0 ? this.#windowMs : this.remainingMs(key);
    this.#counts.set(key, count, { ttl: Math.max(1, remainingMs) });
  }
}
