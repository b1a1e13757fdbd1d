import type { AuditAction, RetentionDone } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { Removed } from '../captures/removal.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { ALONE, type Leader } from '../../persistence/leadership.ts';
import type { FileStore } from '../store/file-store.ts';
import type { Retention } from './retention.ts';
import type { StoredRules } from './rules.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = 30 * 1000;
/** Longer than a hub takes to write a sidecar, and the others to notice that it has crashed. */
const UNSURE_MS = 10 * 60 * 1000;
const BATCH = 200;

interface RemovalService {
  purge(ids: readonly string[], trashedUntil: Date): Promise<readonly Removed[]>;
  settleRemovals(): Promise<readonly Removed[]>;
  readonly sidecars: { distrustSince(since: Date): Promise<void> };
  repairSidecars(): Promise<void>;
  readonly removal: { forgetThumbnails(): Promise<void> };
}

interface HousekeepingParts {
  readonly database: Database;
  readonly captures: RemovalService;
  readonly files: Pick<FileStore, 'tidy'>;
  readonly rules: StoredRules;
  readonly retention: Retention;
  readonly logger: Logger;
  /** Records automatic actions. */
  readonly record: (action: AuditAction, details: RetentionDone) => Promise<void>;
  readonly now?: () => number;
  /** Of several hubs, only this one runs the tasks. */
  readonly leader?: Leader | undefined;
}

/**
 * At the start, once a day, and when another hub has crashed: completes interrupted removals, applies automatic retention, and
 * empties old trash.
 */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  readonly #now: () => number;
  readonly #leader: Leader;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  /** Whether a hub may have crashed since the last run. */
  #hubLost: boolean;
  #closed = false;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#leader = parts.leader ?? ALONE;
    this.#hubLost = this.#leader !== ALONE;
    this.#leader.on('elected', () => this.hubLost());
  }

  /** Another hub has ended, perhaps in the middle of its work. The leader completes it. */
  hubLost(): void {
    if (this.#closed) return;
    void this.#parts.captures.removal.forgetThumbnails();
    this.#hubLost = true;
    this.start();
  }

  /** Starts a run in the background, after one in progress, and schedules the next ones. The leader does it when elected. */
  start(): void {
    if (this.#closed || !this.#leader.isLeader) return;
    clearTimeout(this.#timer);
    this.#again = true;
    this.#running ??= this.#runAndSchedule().finally(() => {
      this.#running = undefined;
      if (this.#again) this.start();
    });
  }

  /** Runs all tasks now. */
  async run(): Promise<void> {
    const { captures, files, rules, retention, record } = this.#parts;
    await captures.settleRemovals();
    if (this.#hubLost) await captures.sidecars.distrustSince(new Date(this.#now() - UNSURE_MS));
    this.#hubLost = false;
    await captures.repairSidecars();
    await files.tidy();
    if (rules.current.automatic && rules.current.retention.length > 0) {
      const trashed = await retention.apply((await retention.plan()).id);
      if (trashed.captures > 0) await record('storage.retained', trashed);
    }
    const purged = await this.purge(this.#now() - rules.current.trashDays * DAY_MS);
    if (purged.captures > 0) await record('trash.expired', purged);
  }

  /** Permanently removes captures that were trashed before this time. */
  async purge(before: number = this.#now()): Promise<RetentionDone> {
    const done = { captures: 0, bytes: 0 };
    /** Captures that cannot be removed stay at the front of the list. */
    let left = 0;
    for (;;) {
      const ids = this.#closed ? [] : await this.#trashedBefore(before, left);
      if (ids.length === 0) return done;
      const removed = await this.#parts.captures.purge(ids, new Date(before));
      left += ids.length - removed.length;
      done.captures += removed.length;
      done.bytes += removed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #runAndSchedule(): Promise<void> {
    let nextMs = DAY_MS;
    this.#again = false;
    try {
      await this.run();
    } catch (error) {
      if (error instanceof HubError && error.code === 'shutting_down') return;
      this.#parts.logger.warn({ err: error }, 'housekeeping failed; retrying later');
      nextMs = RETRY_MS;
    }
    if (!this.#closed) this.#timer = setTimeout(() => this.start(), nextMs).unref();
  }

  async #trashedBefore(before: number, offset: number): Promise<string[]> {
    const rows = await this.#parts.database.use((em) =>
      em.execute<{ id: string }[]>(
        `select id from captures where deleted_at <= ? order by deleted_at, id limit ${String(BATCH)} offset ${String(offset)}`,
        [new Date(before)],
      ),
    );
    return rows.map(({ id }) => id);
  }
}
