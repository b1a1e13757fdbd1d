/** Writes sidecars that are older than their rows: after a bulk change, or after a crash during a single edit. */
import type { Logger } from 'pino';
import { HubError } from '../../../errors.ts';
import { CaptureEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { KeyedQueue } from '../../../process/limits/queues/keyed-queue.ts';
import { isMissing } from '../../store/durable-files.ts';
import { toSidecar } from '../presenter.ts';
import type { CaptureStore } from '../files/store.ts';

const BATCH = 24;
const AT_ONCE = 4;
const RETRY_MS = 30_000;
/** Captures that are edited all the time stay due. */
const ATTEMPTS = 10;
const MOST_OVERWRITTEN = 10_000;
/** Sorts before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Looks at the newest revisions only, because their times have no index. */
const EDITED_SINCE = `
  update captures set sidecar_edits = edits - 1 where id in (
    select capture_id from (select capture_id, at from capture_revisions order by id desc limit 10000) as newest where at >= ?)`;

interface SidecarsParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly logger: Logger;
}

/**
 * A sidecar is due while `sidecarEdits < edits` in its row, so a crash loses none. One task of this hub at a time writes a
 * capture's sidecar. Another hub may write it at the same time, and the older one last. Each writer therefore looks at the
 * row after it has written. If the row has changed, the writer writes again, whatever the other hub has recorded. No row
 * lock is held meanwhile.
 */
export class Sidecars {
  readonly #parts: SidecarsParts;
  readonly #turns = new KeyedQueue();
  /** Captures whose sidecar this hub may have replaced with an older one. */
  readonly #overwritten = new Set<string>();
  #running: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: SidecarsParts) {
    this.#parts = parts;
  }

  /** Runs `work`, which writes the sidecar of this capture, after all earlier writers of the same sidecar. */
  inTurn<T>(captureId: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(captureId, work);
  }

  /** Writes the sidecar of this capture from its row, whatever it holds. */
  rewrite(captureId: string): Promise<void> {
    return this.inTurn(captureId, async () => {
      await this.#makeDue(captureId);
      await this.#write(captureId);
    });
  }

  /** Does the same in the background if the sidecar differs from the row. */
  async check(row: CaptureRow): Promise<void> {
    if (await this.#parts.store.hasSidecar(row.path, toSidecar(row))) return;
    await this.#makeDue(row.id);
    this.wake();
  }

  /**
   * Records that this hub has written the sidecar of the row with so many edits. Call it in the turn of the capture.
   * @returns whether the sidecar is up to date; otherwise it is written again in the background after `wake`
   */
  async written(captureId: string, edits: number): Promise<boolean> {
    this.distrust(captureId);
    const where = { id: captureId, edits };
    const found = await this.#parts.database.use((em) => em.nativeUpdate(CaptureEntity, where, { sidecarEdits: edits }));
    if (found > 0) this.#overwritten.delete(captureId);
    return found > 0;
  }

  /** This hub may have replaced the sidecar with an older one: it is written again after `wake`. */
  distrust(captureId: string): void {
    this.#overwritten.add(captureId);
    const [oldest] = this.#overwritten;
    if (this.#overwritten.size > MOST_OVERWRITTEN && oldest !== undefined) this.#overwritten.delete(oldest);
  }

  /**
   * Marks the sidecars of captures that were edited since this time as due: a hub that has crashed may have replaced them
   * with older ones.
   */
  async distrustSince(since: Date): Promise<void> {
    await this.#parts.database.use((em) => em.execute(EDITED_SINCE, [since]));
    this.wake();
  }

  /** Writes all due sidecars in the background. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.wake();
    });
  }

  /** Resolves when no sidecar is due, or when they cannot be written now. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.settled();
  }

  async #makeDue(captureId: string): Promise<void> {
    this.distrust(captureId);
    await this.#parts.database.use((em) => em.execute('update captures set sidecar_edits = edits - 1 where id = ?', [captureId]));
  }

  async #run(): Promise<void> {
    try {
      // `wake` may be called during the last batch.
      while (this.#again) {
        this.#again = false;
        await this.#writeAll();
      }
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'sidecars could not be written; retrying later');
      if (!this.#closed) this.#retry = setTimeout(() => this.wake(), RETRY_MS).unref();
    }
  }

  /** Continues after a failure of one sidecar. @throws the last failure, after trying all */
  async #writeAll(): Promise<void> {
    const failures: Error[] = [...(await this.#writeMany([...this.#overwritten]))];
    let after = FIRST_ID;
    while (!this.#closed) {
      const due = await this.#due(after);
      failures.push(...(await this.#writeMany(due)));
      const last = due.at(-1);
      if (last === undefined || due.length < BATCH) break;
      after = last;
    }
    const last = failures.at(-1);
    if (last !== undefined) throw last;
  }

  /** @returns the failures. @throws one that concerns all sidecars */
  async #writeMany(ids: readonly string[]): Promise<Error[]> {
    const failures: Error[] = [];
    for (let at = 0; at < ids.length && !this.#closed; at += AT_ONCE) {
      const written = await Promise.allSettled(ids.slice(at, at + AT_ONCE).map((id) => this.inTurn(id, () => this.#write(id))));
      for (const outcome of written) if (outcome.status === 'rejected') failures.push(asError(outcome.reason));
      const common = failures.find(concernsAll);
      if (common !== undefined) throw common;
    }
    return failures;
  }

  async #due(after: string): Promise<string[]> {
    const rows = await this.#parts.database.use((em) =>
      em.execute<{ id: string }[]>(`select id from captures where sidecar_edits < edits and id > ? order by id limit ${String(BATCH)}`, [
        after,
      ]),
    );
    return rows.map(({ id }) => id);
  }

  async #write(id: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const row = await this.#parts.database.use((em) => em.findOne(CaptureEntity, { id }));
      if (row === null || (row.sidecarEdits >= row.edits && !this.#overwritten.has(id))) {
        this.#overwritten.delete(id);
        return;
      }
      this.distrust(id);
      try {
        await this.#parts.store.writeSidecar(row.path, toSidecar(row));
      } catch (error) {
        // Without the capture's folder there is no sidecar to write.
        if (!isMissing(error)) throw error;
      }
      if (await this.written(id, row.edits)) return;
    }
    throw new Error(`capture ${id} is changed faster than its sidecar is written`);
  }
}

/** A full disk, or an unavailable store or database, makes every sidecar fail. */
function concernsAll(error: Error): boolean {
  return error instanceof HubError && ['no_space', 'store_unavailable', 'database_unavailable', 'shutting_down'].includes(error.code);
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
