import { LRUCache } from 'lru-cache';

const REMEMBERED = { max: 200, ttl: 10 * 60_000 };

/** Tells what happens for the first time within ten minutes, so that a log has it once, however often it is repeated. */
export class FirstTime {
  readonly #seen = new LRUCache<string, true>(REMEMBERED);

  of(what: string): boolean {
    if (this.#seen.has(what)) return false;
    this.#seen.set(what, true);
    return true;
  }
}
