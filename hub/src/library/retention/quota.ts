import type { Database } from '../../persistence/orm/orm.ts';
import { HubError } from '../../errors.ts';
import type { StoredRules } from './rules.ts';

/** Checks uploads against the quota. The trash counts, since its files are still on the disk. */
export class Quota {
  readonly #rules: StoredRules;
  #usedBytes: number;
  #comingBytes = 0;

  private constructor(rules: StoredRules, usedBytes: number) {
    this.#rules = rules;
    this.#usedBytes = usedBytes;
  }

  static async open(database: Database, rules: StoredRules): Promise<Quota> {
    return new Quota(rules, await used(database));
  }

  /** Other hubs have stored and removed captures. */
  async recount(database: Database): Promise<void> {
    this.#usedBytes = await used(database);
  }

  /** Free bytes; undefined without a quota. */
  get freeBytes(): number | undefined {
    const { quotaBytes } = this.#rules.current;
    return quotaBytes === null ? undefined : Math.max(0, quotaBytes - this.#usedBytes - this.#comingBytes);
  }

  /** Runs `upload` if the quota allows `sizeBytes`. @throws {HubError} no_space */
  async admit<T>(sizeBytes: number, upload: () => Promise<T>): Promise<T> {
    const freeBytes = this.freeBytes ?? sizeBytes;
    if (sizeBytes > freeBytes) throw this.#full(sizeBytes, freeBytes);
    this.#comingBytes += sizeBytes;
    try {
      return await upload();
    } finally {
      this.#comingBytes -= sizeBytes;
    }
  }

  /** Adds the size of a stored capture, or the negative size of a removed one. */
  count(sizeBytes: number): void {
    this.#usedBytes += sizeBytes;
  }

  #full(sizeBytes: number, freeBytes: number): HubError {
    const quotaBytes = String(this.#rules.current.quotaBytes);
    return new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; the quota of ${quotaBytes} has ${String(freeBytes)} left`);
  }
}

async function used(database: Database): Promise<number> {
  const [row] = await database.use((em) => em.execute<{ bytes: string }[]>('select coalesce(sum(size_bytes), 0) as bytes from captures'));
  return Number(row?.bytes ?? 0);
}
