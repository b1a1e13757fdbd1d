/** Bounds audit entries that clients can cause without limit: writes the first one, and then a count. */
import type { AuditEntry } from './audit.ts';

/** Per key, at most one entry and one count are written in this time, ms. */
const WINDOW_MS = 60_000;
/** Maximum keys in that time; further ones are counted together. */
const MAX_KEYS = 60;

interface Repeated {
  entry: AuditEntry;
  count: number;
  readonly timer: NodeJS.Timeout;
}

interface RepeatedEntriesOptions {
  readonly record: (entry: AuditEntry) => Promise<void>;
  /** Called when a count could not be written. */
  readonly onError: (error: unknown) => void;
}

export class RepeatedEntries {
  readonly #options: RepeatedEntriesOptions;
  readonly #repeated = new Map<string, Repeated>();

  constructor(options: RepeatedEntriesOptions) {
    this.#options = options;
  }

  /** Writes the entry, or counts it if one with this key was written within the window. */
  async record(key: string, entry: AuditEntry): Promise<void> {
    if (this.#repeated.has(key) || this.#repeated.size < MAX_KEYS) await this.#record(key, entry);
    else await this.#record(`others ${entry.action}`, { action: entry.action, subject: '', details: { addresses: 'many' } });
  }

  /** Writes pending counts. */
  async close(): Promise<void> {
    await Promise.all([...this.#repeated.keys()].map((key) => this.#end(key)));
  }

  async #record(key: string, entry: AuditEntry): Promise<void> {
    const known = this.#repeated.get(key);
    if (known) {
      known.entry = entry;
      known.count += 1;
      return;
    }
    const timer = setTimeout(() => void this.#end(key), WINDOW_MS).unref();
    this.#repeated.set(key, { entry, count: 0, timer });
    await this.#options.record(entry);
  }

  async #end(key: string): Promise<void> {
    const { entry, count = 0, timer } = this.#repeated.get(key) ?? {};
    this.#repeated.delete(key);
    clearTimeout(timer);
    if (entry === undefined || count === 0) return;
    const details = { ...entry.details, repeated: count, seconds: WINDOW_MS / 1000 };
    await this.#options.record({ ...entry, details, at: new Date() }).catch(this.#options.onError);
  }
}
