/**
 * A hub stores a capture first and writes it to the log of its session afterwards. If it ends in between, the capture has
 * no entry. The leader finds such captures and writes their entries.
 */
import type { Logger } from 'pino';
import type { Capture } from '@eyepiece/shared-types';
import { CaptureEntity, type CaptureRow } from '../../persistence/entities/library/capture.ts';
import { SessionEntryEntity } from '../../persistence/entities/sessions/session-entry.ts';
import type { Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';

const EVERY_MS = 15_000;
/** A hub that is running has written the entry by then, unless the database was away. So two searches must miss it. */
const GRACE_MS = 10_000;
const LOOK_BACK_MS = 3_600_000;
const AT_ONCE = 1000;

interface MissedCapturesParts {
  readonly database: Database;
  readonly leader: Leader;
  readonly logger: Logger;
  readonly present: (row: CaptureRow) => Capture;
  readonly record: (capture: Capture) => void;
  readonly now?: () => number;
}

export class MissedCaptures {
  readonly #parts: MissedCapturesParts;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #searching: Promise<void> | undefined;
  /** All captures before this time have their entries. */
  #doneMs = 0;
  /** Without an entry in the last search. */
  #missing: ReadonlySet<string> = new Set();

  constructor(parts: MissedCapturesParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#timer = setInterval(() => this.#start(), EVERY_MS);
    this.#timer.unref();
    // Another hub may have been the leader meanwhile.
    parts.leader.on('elected', () => (this.#doneMs = 0));
  }

  /** Writes the entries that this search and the last one miss, of captures that were stored in the last hour. */
  async search(): Promise<void> {
    const until = this.#now() - GRACE_MS;
    const from = Math.max(this.#doneMs, until - LOOK_BACK_MS);
    const stored = await this.#storedBetween(new Date(from), new Date(until));
    const logged = stored.length > 0 ? await this.#loggedOf(stored) : new Set<unknown>();
    const missing = stored.filter(({ id }) => !logged.has(id));
    for (const row of missing) if (this.#missing.has(row.id)) this.#parts.record(this.#parts.present(row));
    this.#missing = new Set(missing.map(({ id }) => id));
    // More captures than were read are searched next time.
    const readUntil = stored.length === AT_ONCE ? stored.at(-1)?.createdAt.getTime() : undefined;
    this.#doneMs = missing[0]?.createdAt.getTime() ?? readUntil ?? until;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#searching;
  }

  #start(): void {
    if (this.#searching || !this.#parts.leader.isLeader) return;
    this.#searching = this.search()
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'captures without a log entry could not be searched; retrying'))
      .finally(() => (this.#searching = undefined));
  }

  #storedBetween(from: Date, until: Date): Promise<CaptureRow[]> {
    const where = { sessionId: { $ne: null }, createdAt: { $gte: from, $lt: until } };
    return this.#parts.database.use((em) => em.find(CaptureEntity, where, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: AT_ONCE }));
  }

  async #loggedOf(stored: readonly CaptureRow[]): Promise<Set<unknown>> {
    const sessionIds = [...new Set(stored.flatMap(({ sessionId }) => sessionId ?? []))];
    const where = { sessionId: { $in: sessionIds }, kind: 'capture' as const, details: { captureId: { $in: stored.map(({ id }) => id) } } };
    const entries = await this.#parts.database.use((em) => em.find(SessionEntryEntity, where, { fields: ['details'] }));
    return new Set(entries.map((entry) => (entry.details as Record<string, unknown>)['captureId']));
  }
}
