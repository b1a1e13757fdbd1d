/** Queue of log entries. Batches are written one at a time, so that ids ascend in order of the events. */
import type { SessionEntry } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { databaseUnavailable, HubError } from '../../errors.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { SessionEntryEntity, type SessionEntryRow } from '../../persistence/entities/sessions/session-entry.ts';
import { toEntry } from '../rows/present.ts';

/** An entry to write. */
export interface Draft {
  readonly sessionId: string;
  readonly at: Date;
  readonly kind: SessionEntry['kind'];
  /** `noun.verb`. */
  readonly action: string;
  readonly person: SessionEntry['person'];
  readonly text: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly row: Omit<SessionEntryRow, 'id'>;
  /** Set when a caller waits for the entry and handles failure. */
  readonly settle?: { resolve(entry: SessionEntry): void; reject(error: unknown): void };
}

export interface EntryQueueParts {
  readonly database: Database;
  readonly logger: Logger;
  /** Called for each durable entry, in order. */
  readonly onWritten: (entry: SessionEntry) => void;
  readonly maxWaiting?: number;
  readonly retryMs?: number;
}

/** Maximum waiting entries while the database is unavailable. Further ones are lost, which the hub logs. */
const MAX_WAITING = 10_000;
const RETRY_MS = 2000;
const BATCH = 200;

export class EntryQueue {
  readonly #parts: EntryQueueParts;
  readonly #maxWaiting: number;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #databaseError: unknown;
  #lost = 0;

  constructor(parts: EntryQueueParts) {
    this.#parts = parts;
    this.#maxWaiting = parts.maxWaiting ?? MAX_WAITING;
  }

  /** Number of entries not yet written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Writes the entry as soon as possible. */
  enqueue(draft: Draft): void {
    if (this.#waiting.length >= this.#maxWaiting) {
      if (this.#lost++ === 0)
        this.#parts.logger.error({ waiting: this.#maxWaiting }, 'session logs lose entries: the database is unavailable');
      return;
    }
    this.#waiting.push({ row: toRow(draft) });
    this.#startWriting();
  }

  /** Writes the entry now, or fails. @throws {HubError} database_unavailable */
  async write(draft: Draft): Promise<SessionEntry> {
    if (this.#retry) throw databaseUnavailable(this.#databaseError);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row: toRow(draft), settle: { resolve, reject } });
      this.#startWriting();
    });
  }

  /** Resolves when no entry waits, or the database is unavailable. */
  async drained(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Makes a last attempt to write waiting entries. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#startWriting();
    await this.drained();
    clearTimeout(this.#retry);
    if (this.#waiting.length > 0) this.#parts.logger.error({ waiting: this.#waiting.length }, 'entries of session logs are lost');
  }

  #startWriting(): void {
    if (this.#writing || this.#retry) return;
    this.#writing = this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    // Entries added in the same turn form one batch.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0) await this.#insert(this.#waiting.slice(0, BATCH));
    } catch (error) {
      this.#waitForDatabase(error);
    }
  }

  /** If a batch fails although the database is available, inserts its entries one by one and drops those that fail. */
  async #insert(batch: readonly Waiting[]): Promise<void> {
    try {
      this.#written(batch, await this.#insertAll(batch));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const [one] = batch;
      if (batch.length > 1) for (const each of batch) await this.#insert([each]);
      else if (one) this.#drop(one, error);
    }
  }

  #insertAll(batch: readonly Waiting[]): Promise<SessionEntryRow[]> {
    return this.#parts.database.use(async (em) => {
      // Inserted in order, so that ids ascend. `insertMany` does not return the ids.
      const rows = batch.map(({ row }) => em.create(SessionEntryEntity, row));
      await em.persist(rows).flush();
      return rows;
    });
  }

  #written(batch: readonly Waiting[], rows: readonly SessionEntryRow[]): void {
    this.#waiting.splice(0, batch.length);
    if (this.#lost > 0) this.#parts.logger.error({ lost: this.#lost }, 'entries of session logs were lost');
    this.#lost = 0;
    rows.forEach((row, index) => {
      const entry = toEntry(row);
      this.#parts.onWritten(entry);
      batch[index]?.settle?.resolve(entry);
    });
  }

  #drop(one: Waiting, error: unknown): void {
    this.#waiting.shift();
    this.#parts.logger.error({ err: error, action: one.row.action }, 'an entry of a session log cannot be written');
    one.settle?.reject(error);
  }

  #waitForDatabase(error: unknown): void {
    this.#databaseError = error;
    // Callers that wait get the error and can retry. Other entries stay in the queue.
    for (const one of this.#waiting.filter(({ settle }) => settle)) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.settle?.reject(error);
    }
    this.#parts.logger.warn({ waiting: this.#waiting.length }, 'session logs wait for the database');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#startWriting();
    }, this.#parts.retryMs ?? RETRY_MS);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof HubError && (error.code === 'database_unavailable' || error.code === 'shutting_down');
}

function toRow({ sessionId, at, kind, action, person, text, details = {} }: Draft): Omit<SessionEntryRow, 'id'> {
  return {
    sessionId,
    at,
    kind,
    action,
    personId: person?.id ?? null,
    personName: person?.name ?? null,
    text,
    details,
    revision: 1,
    editedAt: null,
    editedById: null,
    editedByName: null,
    deletedAt: null,
  };
}
