/** The logs of all sessions. Entries are written in order; rapid changes are merged first. */
import { EventEmitter } from 'node:events';
import type { SessionEntry, SessionLog as LogPage } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HOST_CLOCK, type Clock } from '../../process/host-clock.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { SessionEntryEntity } from '../../persistence/entities/sessions/session-entry.ts';
import { EntryQueue, type Draft } from './entry-queue.ts';
import { toEntry } from '../rows/present.ts';

/** Changes within this time are merged into one entry: a slider causes dozens a second. */
const SETTLE_US = 2_000_000;

export interface LogQuery {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  readonly kind?: SessionEntry['kind'] | undefined;
}

interface Settling {
  readonly key: string;
  readonly draft: Draft;
  readonly cancel: () => void;
}

export interface SessionLogParts {
  readonly database: Database;
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
}

export class SessionLog extends EventEmitter<{ entry: [SessionEntry] }> {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #queue: EntryQueue;
  /** The merged entry in progress, by session. Any other entry of the session completes it. */
  readonly #settling = new Map<string, Settling>();

  constructor({ database, logger, clock = HOST_CLOCK }: SessionLogParts) {
    super();
    this.#database = database;
    this.#clock = clock;
    this.#queue = new EntryQueue({ database, logger, onWritten: (entry) => this.emit('entry', entry) });
  }

  /** Writes an entry, after the merged entry in progress. */
  append(draft: Draft): void {
    this.settle(draft.sessionId);
    this.#queue.enqueue(storable(draft));
  }

  /** Like `append`, and resolves once the entry is durable. @throws {HubError} database_unavailable */
  appendNow(draft: Draft): Promise<SessionEntry> {
    this.settle(draft.sessionId);
    return this.#queue.write(storable(draft));
  }

  /**
   * Writes an entry once no other one with the same key has followed for two seconds, or another entry is appended.
   * @param merge combines the waiting entry and the new one; undefined when the changes cancel out
   */
  appendSettled(key: string, draft: Draft, merge: (before: Draft, now: Draft) => Draft | undefined): void {
    const { sessionId } = draft;
    const before = this.#settling.get(sessionId);
    if (before?.key !== key) this.settle(sessionId);
    before?.cancel();
    this.#settling.delete(sessionId);
    const merged = before?.key === key ? merge(before.draft, draft) : draft;
    if (merged === undefined) return;
    const cancel = this.#clock.at(this.#clock.nowUs() + SETTLE_US, () => this.settle(sessionId));
    this.#settling.set(sessionId, { key, draft: merged, cancel });
  }

  /** Completes the merged entry in progress. */
  settle(sessionId: string): void {
    const settling = this.#settling.get(sessionId);
    if (!settling) return;
    settling.cancel();
    this.#settling.delete(sessionId);
    this.#queue.enqueue(storable(settling.draft));
  }

  /** Emits an entry that was changed, like a new one. */
  announce(entry: SessionEntry): void {
    this.emit('entry', entry);
  }

  /** A part of a log, oldest first. */
  async page(sessionId: string, { after, before, limit, kind }: LogQuery): Promise<LogPage> {
    const where = {
      sessionId,
      ...(kind !== undefined && { kind }),
      ...((after !== undefined || before !== undefined) && {
        id: { ...(after !== undefined && { $gt: after }), ...(before !== undefined && { $lt: before }) },
      }),
    };
    const backwards = before !== undefined && after === undefined;
    const rows = await this.#database.use((em) =>
      em.find(SessionEntryEntity, where, { orderBy: { id: backwards ? 'desc' : 'asc' }, limit: limit + 1 }),
    );
    const page = rows.slice(0, limit);
    return { entries: (backwards ? page.reverse() : page).map(toEntry), more: rows.length > limit };
  }

  /** Resolves once all appended entries are written, or the database is unavailable. */
  async flush(sessionId: string): Promise<void> {
    this.settle(sessionId);
    await this.#queue.drained();
  }

  async close(): Promise<void> {
    for (const sessionId of [...this.#settling.keys()]) this.settle(sessionId);
    await this.#queue.close();
  }
}

/** Cleans texts from camera services, which are not validated: PostgreSQL rejects U+0000 and lone surrogates. */
function storable(draft: Draft): Draft {
  const details = draft.details === undefined ? {} : (JSON.parse(JSON.stringify(draft.details), clean) as Record<string, unknown>);
  return { ...draft, text: cleaned(draft.text), details };
}

const clean = (_key: string, value: unknown): unknown => (typeof value === 'string' ? cleaned(value) : value);
const cleaned = (text: string): string => text.replaceAll('\0', '').toWellFormed();
