/** Sidecars that are behind their rows: after a change of many captures, or of one whose hub died in between. */
import type { Logger } from 'pino';
import { CaptureEntity, type CaptureRow } from '../persistence/capture.ts';
import type { Database } from '../persistence/orm.ts';
import { isMissing } from './durable-files.ts';
import { toSidecar } from './presenter.ts';
import type { CaptureStore } from './store.ts';

/** Rows stay locked while their sidecars are written: few at a time. */
const BATCH = 24;
const AT_ONCE = 4;
const RETRY_MS = 30_000;

interface SidecarsParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly logger: Logger;
}

/**
 * Which sidecars are due stands in the rows (`sidecarEdits < edits`), so that nothing is forgotten when the hub dies.
 * Each is written under the lock of its row: never an older one over a newer one.
 */
export class Sidecars {
  readonly #parts: SidecarsParts;
  #running: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: SidecarsParts) {
    this.#parts = parts;
  }

  /** Writes all that are due, in the background. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.wake();
    });
  }

  /** Resolves when none is due any more, or they cannot be written now. */
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
      // Somebody may wake it after its last batch.
      while (this.#again) {
        this.#again = false;
        while (!this.#closed && (await this.#writeBatch()) === BATCH);
      }
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'sidecars could not be written; they are tried again');
      if (!this.#closed) this.#retry = setTimeout(() => this.wake(), RETRY_MS).unref();
    }
  }

  /** @returns how many there were */
  #writeBatch(): Promise<number> {
    return this.#parts.database.transaction(async (em) => {
      const due = await em.execute<{ id: string }[]>(
        `select id from captures where sidecar_edits < edits order by id limit ${String(BATCH)} for update skip locked`,
      );
      if (due.length === 0) return 0;
      const rows = await em.find(CaptureEntity, { id: { $in: due.map(({ id }) => id) } });
      for (let at = 0; at < rows.length; at += AT_ONCE) await Promise.all(rows.slice(at, at + AT_ONCE).map((row) => this.#write(row)));
      await em.execute('update captures set sidecar_edits = edits where id in (?)', [rows.map(({ id }) => id)]);
      return due.length;
    });
  }

  /** Where the folder of a capture is lost there is nothing to stand beside. */
  async #write(row: CaptureRow): Promise<void> {
    await this.#parts.store.writeSidecar(row.path, toSidecar(row)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
}
