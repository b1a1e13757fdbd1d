/** Permanent removal of captures. All code that empties the trash uses this. */
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { deleteAnnotationsOf } from '../annotations/history.ts';
import { HubError } from '../../errors.ts';
import { CaptureEntity, CaptureRevisionEntity, type CaptureRow } from '../../persistence/entities/library/capture.ts';
import { UNSHARED, type Held, type HubLock } from '../../persistence/hub-lock.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { upTo } from '../../process/limits/growing-cache.ts';
import type { Removals } from '../store/file-store.ts';
import type { Thumbnails } from './pictures/thumbnails.ts';
import { recordRemoved } from './intake/removed-captures.ts';

export type Removed = Pick<CaptureRow, 'id' | 'cameraId' | 'sessionId' | 'sizeBytes'>;

export interface RemovalResult {
  readonly removed: Removed[];
  /** Ids of captures that stay in the trash because their files cannot be moved. */
  readonly failed: string[];
}

interface RemovalParts {
  readonly database: Database;
  readonly folder: Removals;
  readonly thumbnails: Pick<Thumbnails, 'forget'>;
  readonly logger: Logger;
  /** Without it, two hubs that remove the same captures would leave files without rows. */
  readonly lock?: HubLock | undefined;
}

/** Which captures a removal applies to. */
interface RemovalOf {
  readonly ids: readonly string[];
  /** Only those that were moved to the trash until then. */
  readonly trashedUntil?: Date | undefined;
}

/** Captures per transaction: few enough to hold locks only briefly. */
const BATCH = 100;
/** Longer than a hub takes to make a thumbnail, and the others to notice that it has crashed. */
const REMEMBERED = { ...upTo(1000), ttl: 10 * 60_000 };

/**
 * Files and row cannot be deleted atomically. The folder is renamed first, which can be undone. Then a transaction that
 * touches no file deletes the row. Then the files are deleted. `settle` completes interrupted removals.
 */
export class CaptureRemoval {
  readonly #parts: RemovalParts;
  /** By id: captures whose transaction had no answer. Their rows may have been deleted. */
  readonly #unanswered = new Map<string, Removed>();
  readonly #queue = new PQueue({ concurrency: 1 });
  /** Of the removal that runs. */
  #held: Held = { held: true };
  #isSettling = false;
  /** The ids of captures that were removed a short time ago. */
  readonly #removed = new LRUCache<string, true>(REMEMBERED);

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /**
   * Removes the captures that are in the trash; ignores others.
   * @param result filled as removal proceeds, so that it is correct even when this fails
   */
  remove({ ids, trashedUntil }: RemovalOf, result: RemovalResult = { removed: [], failed: [] }): Promise<RemovalResult> {
    return this.#alone(async () => {
      await this.#settle(result.removed);
      const known = ids.filter(isUuid);
      for (let at = 0; at < known.length; at += BATCH) await this.#removeBatch({ ids: known.slice(at, at + BATCH), trashedUntil }, result);
      return result;
    });
  }

  /**
   * Completes removals that a crash or an unavailable database interrupted.
   * @param removed filled as removal proceeds, so that it is correct even when this fails
   */
  settle(removed: Removed[] = []): Promise<Removed[]> {
    return this.#alone(async () => {
      await this.#settle(removed);
      return removed;
    });
  }

  /** Does the same in the background. Calls before it has ended share one run. */
  settleSoon(onRemoved: (removed: readonly Removed[]) => void): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    const removed: Removed[] = [];
    void this.settle(removed)
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'interrupted removals could not be completed now'))
      .finally(() => {
        this.#isSettling = false;
        onRemoved(removed);
      });
  }

  /**
   * Deletes thumbnails of captures that this hub has removed: another hub may have made them during the removal, and
   * crashed before it saw that the capture was gone.
   */
  forgetThumbnails(): Promise<void> {
    return this.#queue.add(async () => {
      const { thumbnails, logger } = this.#parts;
      try {
        for (const id of this.#removed.keys()) await thumbnails.forget(id);
      } catch (error) {
        logger.warn({ err: error }, 'thumbnails of removed captures could not be deleted; fsck finds them');
      }
    });
  }

  /** Resolves when all removals have ended. */
  close(): Promise<void> {
    return this.#queue.onIdle();
  }

  /** One removal at a time, of all hubs. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const { lock = UNSHARED } = this.#parts;
    return this.#queue.add(() =>
      lock.run((held) => {
        this.#held = held;
        return work();
      }),
    );
  }

  async #removeBatch(batch: RemovalOf, result: RemovalResult): Promise<void> {
    const aside = await this.#moveAside(batch, result);
    if (aside.length === 0) return;
    let gone: CaptureRow[];
    try {
      gone = await this.#parts.database.transaction((em) => deleteTrashed(em, aside, batch));
    } catch (error) {
      // Without an answer it is unknown whether the rows were deleted: `settle` decides later.
      for (const row of aside) {
        if (isOutcomeUnknown(error)) this.#unanswered.set(row.id, toRemoved(row));
        else await this.#putBack(row);
      }
      throw error;
    }
    const goneIds = new Set(gone.map(({ id }) => id));
    for (const row of aside) if (!goneIds.has(row.id)) await this.#putBack(row); // restored meanwhile
    for (const { id } of gone) await this.#forget(id);
    result.removed.push(...gone.map(toRemoved));
  }

  async #moveAside(batch: RemovalOf, { failed }: RemovalResult): Promise<CaptureRow[]> {
    const { database, folder, logger } = this.#parts;
    const rows = await database.use((em) => em.find(CaptureEntity, trashed(batch)));
    const aside: CaptureRow[] = [];
    for (const row of rows) {
      if (!this.#held.held) throw lostLock();
      try {
        await folder.take(row.id, row.path);
        aside.push(row);
      } catch (error) {
        logger.error({ err: error, captureId: row.id, path: row.path }, 'the files of a capture cannot be moved; it stays in the trash');
        failed.push(row.id);
        // The rename may have happened before the failure.
        await this.#putBack(row);
      }
    }
    return aside;
  }

  async #settle(removed: Removed[]): Promise<void> {
    for (const id of new Set([...(await this.#parts.folder.ids()), ...this.#unanswered.keys()])) {
      const row = await this.#endRemoval(id);
      const unanswered = this.#unanswered.get(id);
      this.#unanswered.delete(id);
      if (row?.deletedAt === null) {
        await this.#putBack(row);
        continue;
      }
      await this.#forget(id);
      if (row !== null) removed.push(toRemoved(row));
      else if (unanswered !== undefined) removed.push(unanswered);
    }
  }

  async #endRemoval(id: string): Promise<CaptureRow | null> {
    const found: CaptureRow[] = [];
    try {
      return await this.#parts.database.transaction(async (em) => {
        const row = await endRemoval(em, id);
        if (row?.deletedAt) found.push(row);
        return row;
      });
    } catch (error) {
      if (isOutcomeUnknown(error)) for (const row of found) this.#unanswered.set(id, toRemoved(row));
      throw error;
    }
  }

  /** Also marks the sidecar as due: it could not be written while the folder was moved. */
  async #putBack({ id, path }: CaptureRow): Promise<void> {
    const { database, folder, logger } = this.#parts;
    // Another hub may have decided about this capture meanwhile: the next removal completes it.
    if (!this.#held.held) return;
    try {
      await folder.putBack(id, path);
      await database.use((em) => em.execute('update captures set sidecar_edits = edits - 1 where id = ?', [id]));
    } catch (error) {
      logger.error({ err: error, captureId: id, path }, 'the files of a capture cannot be moved back; the next removal tries again');
    }
  }

  /** The row is deleted. Files that cannot be deleted now are deleted by the next removal. */
  async #forget(id: string): Promise<void> {
    const { folder, thumbnails, logger } = this.#parts;
    if (!this.#held.held) return;
    try {
      await folder.discard(id, () => thumbnails.forget(id));
      this.#removed.set(id, true);
    } catch (error) {
      logger.warn({ err: error, captureId: id }, 'the files of a removed capture cannot be deleted; the next removal tries again');
    }
  }
}

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof HubError && (error.code === 'database_unavailable' || error.code === 'shutting_down');
}

function toRemoved({ id, cameraId, sessionId, sizeBytes }: CaptureRow): Removed {
  return { id, cameraId, sessionId, sizeBytes };
}

function lostLock(): HubError {
  return new HubError('database_unavailable', 'The connection to the database was lost while captures were removed, try again shortly');
}

function trashed({ ids, trashedUntil }: RemovalOf) {
  return { id: { $in: [...ids] }, deletedAt: trashedUntil ? { $lte: trashedUntil } : { $ne: null } };
}

/** Locks rows in order of their ids, as all bulk changes of captures do, to prevent deadlocks. */
async function deleteTrashed(em: SqlEntityManager, aside: readonly CaptureRow[], { trashedUntil }: RemovalOf): Promise<CaptureRow[]> {
  const ids = aside.map(({ id }) => id);
  const rows = await em.find(CaptureEntity, trashed({ ids, trashedUntil }), {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    orderBy: { id: 'asc' },
  });
  await deleteRows(em, rows);
  return rows;
}

/** Deletes the row if it is still in the trash. */
async function endRemoval(em: SqlEntityManager, id: string): Promise<CaptureRow | null> {
  const row = isUuid(id) ? await em.findOne(CaptureEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (row?.deletedAt) await deleteRows(em, [row]);
  return row;
}

async function deleteRows(em: SqlEntityManager, rows: readonly CaptureRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await deleteAnnotationsOf(em, ids);
  await em.nativeDelete(CaptureRevisionEntity, { captureId: { $in: ids } });
  await em.nativeDelete(CaptureEntity, { id: { $in: ids } });
  await recordRemoved(em, rows);
}
