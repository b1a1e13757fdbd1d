/** Entries on their way into the log: one batch after the other, so that ids ascend in the order of what happened. */
import type { SessionEntry } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { databaseUnavailable, HubError } from '../../errors.ts';
import type { Database } from '../../persistence/orm.ts';
import { SessionEntryEntity, type SessionEntryRow } from '../../persistence/entities/session-entry.ts';
import { toEntry } from '../present.ts';

/** What is to be written. */
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
  /** Of somebody who waits for it, and is told when it cannot be written now. */
  readonly settle?: { resolve(entry: SessionEntry): void; reject(error: unknown): void };
}

export interface EntryQueueParts {
  readonly database: Database;
  readonly logger: Logger;
  /** Told of each entry once it is durable, in order. */
  readonly onWritten: (entry: SessionEntry) => void;
  readonly maxWaiting?: number;
  readonly retryMs?: number;
}

/** While the database is away, at most so many wait; those after that are lost, and the log of the hub says so. */
const MAX_WAITING = 10_000;
const RETRY_MS = 2000;
const BATCH = 200;

export class EntryQueue {
  readonly #parts: EntryQueueParts;
  readonly #maxWaiting: number;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #away: unknown;
  #lost = 0;

  constructor(parts: EntryQueueParts) {
    this.#parts = parts;
    this.#maxWaiting = parts.maxWaiting ?? MAX_WAITING;
  }

  /** How many are not yet written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Writes it as soon as that is possible. */
  put(draft: Draft): void {
    if (this.#waiting.length >= this.#maxWaiting) {
      if (this.#lost++ === 0) this.#parts.logger.error({ waiting: this.#maxWaiting }, 'session logs lose entries: the database is away');
      return;
    }
    this.#waiting.push({ row: toRow(draft) });
    this.#write();
  }

  /** Writes it now, or not at all. @throws {HubError} database_unavailable */
  async putNow(draft: Draft): Promise<SessionEntry> {
    if (this.#retry) throw databaseUnavailable(this.#away);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row: toRow(draft), settle: { resolve, reject } });
      this.#write();
    });
  }

  /** Resolves when nothing waits, or the database is away. */
  async drained(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** One last attempt at what waits. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#write();
    await this.drained();
    clearTimeout(this.#retry);
    if (this.#waiting.length > 0) this.#parts.logger.error({ waiting: this.#waiting.length }, 'entries of session logs are lost');
  }

  #write(): void {
    if (this.#writing || this.#retry) return;
    this.#writing = this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    // What is put in the same turn belongs to one batch.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0) await this.#insert(this.#waiting.slice(0, BATCH));
    } catch (error) {
      this.#waitForDatabase(error);
    }
  }

  /** Whatever cannot be written for another reason than the database's absence must not keep the others. */
  async #insert(batch: readonly Waiting[]): Promise<void> {
    try {
      this.#written(batch, await this.#insertAll(batch));
    } catch (error) {
      if (isAway(error)) throw error;
      const [one] = batch;
      if (batch.length > 1) for (const each of batch) await this.#insert([each]);
      else if (one) this.#drop(one, error);
    }
  }

  #insertAll(batch: readonly Waiting[]): Promise<SessionEntryRow[]> {
    return this.#parts.database.use(async (em) => {
      // In this order, which is that of the ids; `insertMany` would not say which they are.
      const rows = batch.map(({ row }) => em.create(SessionEntryEntity, row));
      await em.persist(rows).flush();
      return rows;
    });
  }

  #written(batch: readonly Waiting[], rows: readonly SessionEntryRow[]): void {
    this.#waiting.splice(0, batch.length);
    if (this.#lost > 0) this.#parts.logger.error({ lost: this.#lost }, 'session logs miss entries');
    this.#lost = 0;
    rows.forEach((row, index) => {
      const entry = toEntry(row);
      this.#parts.onWritten(entry);
      batch[index]?.settle?.resolve(entry);
    });
  }

  #drop(one: Waiting, error: unknown): void {
    this.#waiting.shift();
    this.#parts.logger.error({ err: error, action: one.row.action }, 'an entry of a session log cannot be kept');
    one.settle?.reject(error);
  }

  #waitForDatabase(error: unknown): void {
    this.#away = error;
    // Somebody who waits keeps the text and is told; entries that would be written without anybody are not lost.
    for (const one of this.#waiting.filter(({ settle }) => settle)) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.settle?.reject(error);
    }
    this.#parts.logger.warn({ waiting: this.#waiting.length }, 'session logs wait for the database');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#write();
    }, this.#parts.retryMs ?? RETRY_MS);
  }
}

function isAway(error: unknown): boolean {
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
