/** Collects times and addresses of the last use of sign-ins or API keys, and writes them once a minute in one statement. */
import { LRUCache } from 'lru-cache';
import type { Database } from '../../persistence/orm/orm.ts';
import { upTo } from '../../process/limits/growing-cache.ts';

interface Use {
  readonly lastUsedAt: Date;
  readonly address?: string;
}

type UsedTable = 'login_sessions' | 'api_keys';

/** Rows per statement; PostgreSQL allows 65,535 parameters. */
const BATCH = 1000;

export class LastUses {
  readonly #database: Database;
  #pending: LRUCache<string, Use>;
  readonly #table: UsedTable;
  readonly #max: number;

  constructor(database: Database, table: UsedTable, max: number) {
    this.#database = database;
    this.#table = table;
    this.#max = max;
    this.#pending = new LRUCache(upTo(max));
  }

  add(id: string, address: string | undefined): void {
    const known = address ?? this.#pending.get(id)?.address;
    this.#pending.set(id, { lastUsedAt: new Date(), ...(known !== undefined && { address: known }) });
  }

  /** A use that is not written yet. */
  get(id: string): Use | undefined {
    return this.#pending.get(id);
  }

  async write(): Promise<void> {
    const pending = this.#pending;
    this.#pending = new LRUCache(upTo(this.#max));
    const uses = [...pending.entries()];
    for (let from = 0; from < uses.length; from += BATCH) await this.#writeBatch(uses.slice(from, from + BATCH));
  }

  async #writeBatch(uses: readonly (readonly [string, Use])[]): Promise<void> {
    const table = this.#table;
    const values = uses.map(() => '(?::uuid, ?::timestamptz, ?::text)').join(', ');
    const parameters = uses.flatMap(([id, { lastUsedAt, address }]) => [id, lastUsedAt.toISOString(), address ?? null]);
    await this.#database.use((em) =>
      em.execute(
        `update ${table} set last_used_at = greatest(last_used_at, used.at), address = coalesce(used.address, ${table}.address)
           from (values ${values}) as used (id, at, address) where ${table}.id = used.id`,
        parameters,
      ),
    );
  }
}
