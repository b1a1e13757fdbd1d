/** Addresses from which each account has signed in. Failures of others do not block them there. */
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../network/client.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { upTo } from '../../process/limits/growing-cache.ts';

export class KnownPlaces {
  readonly #database: Database;
  readonly #max: number;
  readonly #places: LRUCache<string, true>;

  constructor(database: Database, max: number) {
    this.#database = database;
    this.#max = max;
    this.#places = new LRUCache(upTo(max));
  }

  /** Loads the addresses of stored sign-ins. */
  async open(): Promise<void> {
    const rows = await this.#database.use((em) =>
      em.execute<{ email: string; address: string }[]>(
        `select email, address from login_sessions join users on users.id = login_sessions.user_id
           group by email, address order by max(last_used_at) desc limit ?`,
        [this.#max],
      ),
    );
    for (const { email, address } of rows.reverse()) this.add(email, address);
  }

  add(account: string, address: string): void {
    this.#places.set(keyOf(account, address), true);
  }

  has(account: string, address: string): boolean {
    return this.#places.get(keyOf(account, address)) === true;
  }
}

const keyOf = (account: string, address: string): string => `${networkOf(address)} ${account}`;
