/** How captures go for good. The only way: whatever empties the trash comes through here. */
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { deleteAnnotationsOf } from '../annotations/history.ts';
import { HubError } from '../errors.ts';
import { CaptureRevisionEntity } from '../persistence/capture-revision.ts';
import { CaptureEntity, type CaptureRow } from '../persistence/capture.ts';
import type { Database } from '../persistence/orm.ts';
import { isUuid } from '../persistence/uuid.ts';
import type { RemovalFolder } from './removal-folder.ts';
import type { Thumbnails } from './thumbnails.ts';

export type Removed = Pick<CaptureRow, 'id' | 'cameraId' | 'sessionId' | 'sizeBytes'>;

/** In one transaction: short enough that nobody waits for its locks. */
const BATCH = 100;

/**
 * Files and row cannot go at once. The folder moves aside first, which is one rename and can be undone; then the row
 * goes, in a transaction; then the files. Whatever is found aside later, `settle` brings to an end.
 */
export class CaptureRemoval {
  readonly #database: Database;
  readonly #folder: RemovalFolder;
  readonly #thumbnails: Thumbnails;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ database, folder, thumbnails }: { database: Database; folder: RemovalFolder; thumbnails: Thumbnails }) {
    this.#database = database;
    this.#folder = folder;
    this.#thumbnails = thumbnails;
  }

  /** Removes those that are in the trash, and leaves the others alone. Returns the removed ones. */
  remove(ids: readonly string[]): Promise<Removed[]> {
    return this.#inTurn(async () => {
      const removed = await this.#settle();
      const known = ids.filter(isUuid);
      for (let at = 0; at < known.length; at += BATCH) removed.push(...(await this.#removeBatch(known.slice(at, at + BATCH))));
      return removed;
    });
  }

  /** Ends what a crash or an absent database has cut short. Returns what went. */
  settle(): Promise<Removed[]> {
    return this.#inTurn(() => this.#settle());
  }

  /** Resolves when what runs has come to an end. */
  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  async #removeBatch(ids: readonly string[]): Promise<Removed[]> {
    const aside: CaptureRow[] = [];
    try {
      const rows = await this.#database.transaction(async (em) => {
        const trashed = { id: { $in: [...ids] }, deletedAt: { $ne: null } };
        const found = await em.find(CaptureEntity, trashed, { lockMode: LockMode.PESSIMISTIC_WRITE });
        await deleteRows(em, found);
        for (const row of found) {
          await this.#folder.take(row.id, row.path);
          aside.push(row);
        }
        return found;
      });
      return await this.#discard(rows);
    } catch (error) {
      // Without an answer nobody knows whether the rows are gone: what is aside waits for `settle`.
      if (!(error instanceof HubError && error.code === 'database_unavailable')) {
        for (const { id, path } of aside) await this.#folder.putBack(id, path);
      }
      throw error;
    }
  }

  async #settle(): Promise<Removed[]> {
    const removed: Removed[] = [];
    for (const id of await this.#folder.ids()) {
      const row = await this.#database.transaction(async (em) => {
        const found = isUuid(id) ? await em.findOne(CaptureEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
        if (found?.deletedAt) await deleteRows(em, [found]);
        return found;
      });
      if (row?.deletedAt) removed.push(...(await this.#discard([row])));
      else if (row) await this.#folder.putBack(id, row.path);
      else await this.#forget(id);
    }
    return removed;
  }

  async #discard(rows: readonly CaptureRow[]): Promise<Removed[]> {
    for (const { id } of rows) await this.#forget(id);
    return rows.map(({ id, cameraId, sessionId, sizeBytes }) => ({ id, cameraId, sessionId, sizeBytes }));
  }

  async #forget(id: string): Promise<void> {
    await this.#thumbnails.forget(id);
    await this.#folder.discard(id);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

async function deleteRows(em: SqlEntityManager, rows: readonly CaptureRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await deleteAnnotationsOf(em, ids);
  await em.nativeDelete(CaptureRevisionEntity, { captureId: { $in: ids } });
  await em.nativeDelete(CaptureEntity, { id: { $in: ids } });
}
