/** The logs of all sessions: what happened, in order, with what settles first. */
import { EventEmitter } from 'node:events';
import type { SessionEntry, SessionLog as LogPage } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HOST_CLOCK, type Clock } from '../../host-clock.ts';
import type { Database } from '../../persistence/orm.ts';
import { SessionEntryEntity } from '../../persistence/entities/session-entry.ts';
import { EntryQueue, type Draft } from './entry-queue.ts';
import { toEntry } from '../present.ts';

/** Changes that follow one another by less are one entry: a slider gives dozens a second. */
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
  /** What changes in a session just now; whatever else happens there ends it. */
  readonly #settling = new Map<string, Settling>();

  constructor({ database, logger, clock = HOST_CLOCK }: SessionLogParts) {
    super();
    this.#database = database;
    this.#clock = clock;
    this.#queue = new EntryQueue({ database, logger, onWritten: (entry) => this.emit('entry', entry) });
  }

  /** Writes an entry, after everything of its session that has not settled yet. */
  append(draft: Draft): void {
    this.settle(draft.sessionId);
    this.#queue.put(storable(draft));
  }

  /** As `append`, and resolves once it is durable. @throws {HubError} database_unavailable */
  appendNow(draft: Draft): Promise<SessionEntry> {
    this.settle(draft.sessionId);
    return this.#queue.putNow(storable(draft));
  }

  /**
   * Writes an entry once nothing has come under the same key for two seconds, or something else happened.
   * @param merge makes one entry of the one that waits and the new one; undefined when nothing has changed in the end
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

  /** Writes what has waited for more of the same. */
  settle(sessionId: string): void {
    const settling = this.#settling.get(sessionId);
    if (!settling) return;
    settling.cancel();
    this.#settling.delete(sessionId);
    this.#queue.put(storable(settling.draft));
  }

  /** An entry was changed: told to everybody as one that was written. */
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

  /** Resolves once everything is written that was appended, unless the database is away. */
  async flush(sessionId: string): Promise<void> {
    this.settle(sessionId);
    await this.#queue.drained();
  }

  async close(): Promise<void> {
    for (const sessionId of [...this.#settling.keys()]) this.settle(sessionId);
    await this.#queue.close();
  }
}

/** What cameras and their services call things is not held against anything: PostgreSQL takes neither U+0000 nor halves of characters. */
function storable(draft: Draft): Draft {
  const details = draft.details === undefined ? {} : (JSON.parse(JSON.stringify(draft.details), clean) as Record<string, unknown>);
  return { ...draft, text: cleaned(draft.text), details };
}

const clean = (_key: string, value: unknown): unknown => (typeof value === 'string' ? cleaned(value) : value);
const cleaned = (text: string): string => text.replaceAll('\0', '').toWellFormed();
