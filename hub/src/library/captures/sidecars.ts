/** Writes sidecars that are older than their rows: after a bulk change, or after a crash during a single edit. */
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import { CaptureEntity } from '../../persistence/entities/capture.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { KeyedQueue } from '../../process/limits/queues/keyed-queue.ts';
import { isMissing } from '../store/durable-files.ts';
import { toSidecar } from './presenter.ts';
import type { CaptureStore } from './files/store.ts';

const BATCH = 24;
const AT_ONCE = 4;
const RETRY_MS = 30_000;
/** Sorts before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface SidecarsParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly logger: Logger;
}

/**
 * A sidecar is due while `sidecarEdits < edits` in its row, so a crash loses none. One task at a time writes a capture's
 * sidecar, so an older one never replaces a newer one. No row lock is held meanwhile.
 */
export class Sidecars {
  readonly #parts: SidecarsParts;
  readonly #turns = new KeyedQueue();
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
      await this.#parts.database.use((em) => em.execute('update captures set sidecar_edits = edits - 1 where id = ?', [captureId]));
      await this.#write(captureId);
    });
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
    let failure: Error | undefined;
    let after = FIRST_ID;
    while (!this.#closed) {
      const due = await this.#due(after);
      for (let at = 0; at < due.length; at += AT_ONCE) {
        const written = await Promise.allSettled(due.slice(at, at + AT_ONCE).map((id) => this.inTurn(id, () => this.#write(id))));
        for (const outcome of written) if (outcome.status === 'rejected') failure = asError(outcome.reason);
        if (failure !== undefined && concernsAll(failure)) throw failure;
      }
      const last = due.at(-1);
      if (last === undefined || due.length < BATCH) break;
      after = last;
    }
    if (failure !== undefined) throw failure;
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
    const { database, store } = this.#parts;
    const row = await database.use((em) => em.findOne(CaptureEntity, { id }));
    if (row === null || row.sidecarEdits >= row.edits) return;
    await store.writeSidecar(row.path, toSidecar(row)).catch((error: unknown) => {
      // Without the capture's folder there is no sidecar to write.
      if (!isMissing(error)) throw error;
    });
    // If the row was changed meanwhile, this matches nothing and the sidecar stays due.
    await database.use((em) => em.nativeUpdate(CaptureEntity, { id, edits: row.edits }, { sidecarEdits: row.edits }));
  }
}

/** A full disk, or an unavailable store or database, makes every sidecar fail. */
function concernsAll(error: Error): boolean {
  return error instanceof HubError && ['no_space', 'store_unavailable', 'database_unavailable', 'shutting_down'].includes(error.code);
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
