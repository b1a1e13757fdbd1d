/** Plans of zips, in the database, with the files that were made for them, in the file store: every hub can send every zip. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { HubError, notFound } from '../../errors.ts';
import { ArchiveEntity, type ArchiveKind, type ArchiveRow, type PlannedFile } from '../../persistence/entities/library/archive.ts';
import type { Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { planZip, type ZipPlan } from '../formats/zip/zip.ts';
import type { FileStore } from '../store/file-store.ts';
import { archiveFolder, entryOf, type ReadMaster } from './entries.ts';
import { surplus, type ArchiveLimits, type KeptArchive } from './surplus.ts';

const LIFETIME_MS = 24 * 3_600_000;
const CLEAN_EVERY_MS = 15 * 60_000;

/** A zip to send. */
export interface PlannedArchive {
  readonly plan: ZipPlan;
  readonly filename: string;
  /** Including the quotes. Changes with the content. */
  readonly etag: string;
}

export interface MadeArchive extends PlannedArchive {
  readonly id: string;
  readonly expiresAt: Date;
}

/** For whom and of what an archive is. */
export interface ArchiveOrder {
  readonly kind: ArchiveKind;
  /** The account or link whose limits apply. */
  readonly owner: string;
  /** Of an export. */
  readonly sessionId?: string;
}

export interface Content {
  readonly filename: string;
  readonly files: readonly PlannedFile[];
}

interface ArchivePlansParts {
  readonly database: Database;
  readonly files: FileStore;
  readonly captures: ReadMaster;
  /** Folder of this hub alone. */
  readonly dataDir: string;
  readonly limits: ArchiveLimits;
  readonly leader: Leader;
  readonly logger: Logger;
  readonly now?: () => number;
}

export class ArchivePlans {
  readonly #parts: ArchivePlansParts;
  readonly #scratch: string;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #cleaning: Promise<void> | undefined;

  private constructor(parts: ArchivePlansParts) {
    this.#parts = parts;
    this.#scratch = join(parts.dataDir, 'archives-in-progress');
    this.#now = parts.now ?? Date.now;
  }

  /** Deletes what an earlier run of this hub has not finished. */
  static async open(parts: ArchivePlansParts): Promise<ArchivePlans> {
    const plans = new ArchivePlans(parts);
    // Earlier versions had `downloads` and `exports`.
    for (const name of [plans.#scratch, join(parts.dataDir, 'downloads'), join(parts.dataDir, 'exports')])
      await rm(name, { recursive: true, force: true });
    await mkdir(plans.#scratch, { recursive: true });
    plans.#schedule();
    return plans;
  }

  /**
   * Makes an archive. Deletes older ones of the same owner that are above the limits.
   * @param fill writes the files of the archive that are not masters to `folder`
   * @throws {HubError} no_space, store_unavailable, and the errors of `fill`
   */
  async make(order: ArchiveOrder, fill: (folder: string) => Promise<Content>): Promise<MadeArchive> {
    await this.#removeExpired();
    await this.#makeRoom(order, 1);
    const id = randomUUID();
    const folder = join(this.#scratch, id);
    const createdAt = new Date(this.#now());
    const expiresAt = new Date(this.#now() + LIFETIME_MS);
    // The row comes first, so that a folder of the store without a row is never one that is being filled.
    await this.#begin({ id, ...order, createdAt, expiresAt });
    try {
      await mkdir(folder);
      const { filename, files } = await fill(folder);
      const bytes = (await this.#store(id, folder)) + JSON.stringify(files).length;
      await this.#finish(id, { filename, files: [...files], bytes });
      // Another hub may have made one for the same owner meanwhile.
      await this.#makeRoom(order, 0);
      return { id, expiresAt, ...this.#planned(id, filename, files) };
    } catch (error) {
      // What cannot be deleted now expires.
      await this.#remove([id]).catch(() => undefined);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @throws {HubError} not_found when it does not exist, is of something else, or has expired */
  async get(kind: ArchiveKind, id: string, sessionId: string | null = null): Promise<PlannedArchive> {
    const row = isUuid(id) ? await this.#parts.database.use((em) => em.findOne(ArchiveEntity, { id, kind, sessionId })) : null;
    if (!row?.files || row.expiresAt.getTime() <= this.#now()) throw notFound(kind === 'export' ? 'The export' : 'Download');
    return this.#planned(id, row.filename, row.files);
  }

  /** Deletes expired archives, and files without a row. */
  async clean(): Promise<void> {
    await this.#removeExpired();
    const folders = (await this.#parts.files.names('archives')).filter(isUuid);
    const known = await this.#parts.database.use((em) => em.find(ArchiveEntity, { id: { $in: folders } }, { fields: ['id'] }));
    const ids = new Set(known.map(({ id }) => id));
    for (const id of folders) if (!ids.has(id)) await this.#parts.files.removeFolder(archiveFolder(id));
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#cleaning;
    await rm(this.#scratch, { recursive: true, force: true });
  }

  #planned(id: string, filename: string, files: readonly PlannedFile[]): PlannedArchive {
    return { plan: planZip(files.map((file) => entryOf(id, file, this.#parts))), filename, etag: `"${id}"` };
  }

  /** Moves the made files to the file store. @returns their bytes */
  async #store(id: string, folder: string): Promise<number> {
    let bytes = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      bytes += (await stat(path)).size;
      await this.#parts.files.moveIn(path, `${archiveFolder(id)}/${name}`);
    }
    return bytes;
  }

  #begin(row: Pick<ArchiveRow, 'id' | 'kind' | 'owner' | 'createdAt' | 'expiresAt'> & { sessionId?: string }): Promise<unknown> {
    const empty = { sessionId: null, filename: '', files: null, bytes: 0 };
    return this.#parts.database.use((em) => em.insert(ArchiveEntity, { ...empty, ...row }));
  }

  async #finish(id: string, content: Pick<ArchiveRow, 'filename' | 'files' | 'bytes'>): Promise<void> {
    const found = await this.#parts.database.use((em) => em.nativeUpdate(ArchiveEntity, { id }, content));
    if (found === 0) throw new HubError('rate_limited', 'The archive was deleted while it was made, because newer ones use its place');
  }

  /** @param more archives that are about to be made */
  async #makeRoom({ kind, owner }: ArchiveOrder, more: number): Promise<void> {
    const limits = this.#parts.limits[kind];
    const where = limits.maxInAll === undefined ? { kind, owner } : { kind };
    const options = { fields: ['id', 'owner', 'bytes'], orderBy: { createdAt: 'asc', id: 'asc' } } as const;
    const kept: readonly KeptArchive[] = await this.#parts.database.use((em) => em.find(ArchiveEntity, where, options));
    await this.#remove(surplus(kept, owner, limits, more));
  }

  async #removeExpired(): Promise<void> {
    const where = { expiresAt: { $lte: new Date(this.#now()) } };
    const expired = await this.#parts.database.use((em) => em.find(ArchiveEntity, where, { fields: ['id'] }));
    await this.#remove(expired.map(({ id }) => id));
  }

  async #remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#parts.database.use((em) => em.nativeDelete(ArchiveEntity, { id: { $in: [...ids] } }));
    for (const id of ids) await this.#parts.files.removeFolder(archiveFolder(id));
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#cleaning = (this.#parts.leader.isLeader ? this.clean() : Promise.resolve())
        .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'old archives could not be deleted; retrying later'))
        .finally(() => {
          if (this.#timer) this.#schedule();
        });
    }, CLEAN_EVERY_MS).unref();
  }
}
