import type { Database } from '../persistence/orm.ts';
import { HubError } from '../errors.ts';
import type { KeptRules } from './rules.ts';

/** Holds uploads against the quota. The trash counts: its files are on the disk. */
export class Quota {
  readonly #rules: KeptRules;
  #usedBytes: number;
  #comingBytes = 0;

  private constructor(rules: KeptRules, usedBytes: number) {
    this.#rules = rules;
    this.#usedBytes = usedBytes;
  }

  static async open(database: Database, rules: KeptRules): Promise<Quota> {
    const [row] = await database.use((em) => em.execute<{ bytes: string }[]>('select coalesce(sum(size_bytes), 0) as bytes from captures'));
    return new Quota(rules, Number(row?.bytes ?? 0));
  }

  /** Bytes that it leaves; undefined without a quota. */
  get freeBytes(): number | undefined {
    const { quotaBytes } = this.#rules.current;
    return quotaBytes === null ? undefined : Math.max(0, quotaBytes - this.#usedBytes - this.#comingBytes);
  }

  /** Runs an upload of this size if there is room for it. @throws {HubError} no_space */
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

  /** A capture came, or went for good: its size then is negative. */
  count(sizeBytes: number): void {
    this.#usedBytes += sizeBytes;
  }

  #full(sizeBytes: number, freeBytes: number): HubError {
    const quotaBytes = String(this.#rules.current.quotaBytes);
    return new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; the quota of ${quotaBytes} leaves ${String(freeBytes)}`);
  }
}
