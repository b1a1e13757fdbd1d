import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type {
  BulkChange,
  BulkResult,
  Capture,
  CaptureListQuery,
  CaptureMetadata,
  CapturePage,
  CapturePatch,
  FilterCapture,
  ThumbnailSize,
} from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { HubLock } from '../../persistence/hub-lock.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { BeingRemovedError } from '../store/being-removed-error.ts';
import type { StoreState } from '../store/file-store.ts';
import { CaptureAnnouncements, type CaptureEvents } from './announcements.ts';
import { captureStored } from './capture-stored.ts';
import { CaptureChanges } from './changes.ts';
import { Edits, type Editor } from './edits/edits.ts';
import { needsPreview } from './files/formats.ts';
import { FilteredCopies, type Filterer } from './filtering/filtered-copies.ts';
import { CaptureStore, type CaptureSpace, type CaptureStoreOptions } from './files/store.ts';
import { Intake, type Admission, type Ingested, type Taken } from './intake/intake.ts';
import { Masters, type CaptureFile } from './masters.ts';
import type { DecodingQueue, PictureRequest } from './pictures/decoding.ts';
import { Thumbnails, type Thumbnail } from './pictures/thumbnails.ts';
import { Views } from './pictures/views.ts';
import { CaptureRemoval, type RemovalResult, type Removed } from './removal.ts';
import { Library } from './search/library.ts';
import { Sidecars } from './edits/sidecars.ts';

export interface CaptureServiceParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly thumbnails: Thumbnails;
  readonly logger: Logger;
  readonly admit?: Admission | undefined;
  /** With several hubs: one of them removes captures at a time. */
  readonly removalLock?: HubLock | undefined;
  /** Prefix of the captures' addresses. */
  readonly basePath?: string | undefined;
}

/** Captures: takes uploads, edits and removes captures, and emits an event for every change. */
export class CaptureService extends EventEmitter<CaptureEvents> {
  readonly library: Library;
  readonly views: Views;
  readonly sidecars: Sidecars;
  readonly removal: CaptureRemoval;
  readonly #store: CaptureStore;
  readonly #thumbnails: Thumbnails;
  readonly #intake: Intake;
  readonly #changes: CaptureChanges;
  readonly #masters: Masters;
  readonly #announcements: CaptureAnnouncements;
  readonly #copies: FilteredCopies;

  constructor({ database, store, thumbnails, logger, admit, removalLock, basePath = '' }: CaptureServiceParts) {
    super();
    // Every pending `expect` adds listeners.
    this.setMaxListeners(0);
    this.library = new Library(database, basePath);
    this.views = new Views({ files: store.files, queue: thumbnails.queue });
    this.#store = store;
    this.#thumbnails = thumbnails;
    this.sidecars = new Sidecars({ database, store, logger });
    this.#announcements = new CaptureAnnouncements(this, basePath);
    this.#changes = new CaptureChanges({
      edits: new Edits({ database, store, sidecars: this.sidecars }),
      sidecars: this.sidecars,
      announcements: this.#announcements,
    });
    this.#intake = new Intake({ database, store, sidecars: this.sidecars, logger, admit });
    this.removal = new CaptureRemoval({ database, folder: store.files.removals, thumbnails, logger, lock: removalLock });
    this.#masters = new Masters({ store, logger });
    this.#copies = new FilteredCopies({
      files: store.files,
      queue: thumbnails.queue,
      ingest: (metadata, stream, digest) => this.ingest(metadata, stream, digest),
    });
  }

  /**
   * Takes an upload. File and row are durable when this resolves. An upload may be repeated with the same id and
   * digest. After a success that changes nothing, also when the capture was removed since. After a failure it stores
   * the missing file or row.
   * @param digest SHA-256 of the body as declared by the transport, hex
   * @throws {HubError} conflict, digest_mismatch, payload_too_large, image_rejected, no_space, database_unavailable
   */
  async ingest(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<Ingested> {
    const taken = await this.#take(metadata, stream, digest);
    if (taken.kind === 'removed') return { created: false, removed: true };
    const { row } = taken;
    if (taken.kind === 'exists') return { created: false, capture: this.#announcements.present(row) };
    const capture = this.#announcements.created(row);
    if (!needsPreview(row.format)) this.#thumbnails.schedule(row);
    return { created: true, capture };
  }

  /**
   * Takes the JPEG preview of a raw file or a clip. The first one received is stored.
   * @throws {HubError} capture_not_found, conflict when the capture needs none, image_rejected, no_space
   */
  async takePreview(id: string, jpeg: Buffer): Promise<{ created: boolean; removed?: true }> {
    if (await this.#intake.wasRemoved(id)) return { created: false, removed: true };
    const row = await this.library.row(id);
    const { created } = await this.#intake.takePreview(row, jpeg);
    if (created) {
      this.#thumbnails.schedule(row);
      this.#announcements.updated(row);
    }
    return { created };
  }

  /**
   * Resolves with the capture of this id as soon as it is durable.
   * @param id of a capture that has just been ordered; existing captures are not looked up
   * @throws {HubError} no_space when the upload is refused for lack of space; the signal's reason when aborted first
   */
  expect(id: string, signal: AbortSignal): Promise<Capture> {
    const forget = this.#intake.expect(id);
    return captureStored(this, id, signal).finally(forget);
  }

  /** A page of captures, newest first. @throws {HubError} validation_failed */
  list(query: CaptureListQuery): Promise<CapturePage> {
    return this.library.list(query);
  }

  /** One capture, even if it is in the trash. @throws {HubError} capture_not_found */
  get(id: string): Promise<Capture> {
    return this.library.get(id);
  }

  /** An empty label or note clears the field. @param by recorded as author in the history */
  patch(id: string, patch: CapturePatch, by?: Editor): Promise<Capture> {
    return this.#changes.patch(id, patch, by);
  }

  /** Moves a capture to the trash: lists omit it, and it can be restored. Repeating this changes nothing. */
  softDelete(id: string, by?: Editor): Promise<Capture> {
    return this.#changes.trash(id, by);
  }

  restore(id: string, by?: Editor): Promise<Capture> {
    return this.#changes.restore(id, by);
  }

  /**
   * Changes many captures in few transactions; their sidecars follow in the background.
   * @param mayChange throws when a capture must not change; the message is reported to the caller
   */
  changeAll({ ids, change }: BulkChange, by: Editor | undefined, mayChange: (capture: Capture) => void): Promise<BulkResult> {
    return change.kind === 'purge' ? this.#purgeAll(ids) : this.#changes.changeAll(ids, change, by, mayChange);
  }

  /** Trashes every capture that `mayTrash` accepts and emits `deleted`. */
  trashMany(ids: readonly string[], by: Editor, mayTrash: (row: CaptureRow) => void): Promise<readonly CaptureRow[]> {
    return this.#changes.trashMany(ids, by, mayTrash);
  }

  /**
   * Permanently removes those captures that are in the trash.
   * @param trashedUntil leaves out those that were moved to the trash later
   * @returns the removed captures
   */
  async purge(ids: readonly string[], trashedUntil?: Date): Promise<Removed[]> {
    return (await this.#remove(ids, trashedUntil)).removed;
  }

  /** Completes removals that a crash or an unavailable database interrupted. */
  async settleRemovals(): Promise<Removed[]> {
    const removed: Removed[] = [];
    try {
      return await this.removal.settle(removed);
    } finally {
      this.#announcements.purged(removed);
    }
  }

  /** Stores a filtered copy of a capture as a further capture. @throws {HubError} capture_not_found, and as `FilteredCopies.make` */
  async filtered(id: string, asked: FilterCapture, by: Filterer, request: PictureRequest): Promise<Capture> {
    const row = await this.library.row(id);
    return this.#copies.make({ capture: this.#announcements.present(row), path: row.path }, asked, by, request);
  }

  /** The unmodified master file. @throws {HubError} capture_not_found, or not_found when the file is missing */
  async open(id: string): Promise<CaptureFile> {
    return this.#masters.open(await this.library.row(id));
  }

  /** Whether the master exists and is complete. */
  hasMaster(row: CaptureRow): Promise<boolean> {
    return this.#masters.isWhole(row);
  }

  /** Streams a master. A missing file is an error of the stream. @param path from the row */
  readMaster(path: string): Readable {
    return this.#masters.read(path);
  }

  /**
   * @throws {HubError} capture_not_found, image_rejected when the master cannot be decoded, not_found before its preview
   * has arrived, rate_limited
   */
  async thumbnail(id: string, size: ThumbnailSize, request?: PictureRequest): Promise<Thumbnail> {
    return this.#thumbnails.get(await this.library.row(id), size, request);
  }

  /** Bytes that captures may still use, the part of the reserve that is free, and the size of the disk. */
  disk(): Promise<CaptureSpace> {
    return this.#store.disk();
  }

  /** Whether captures can be stored now. */
  storeState(): Promise<StoreState> {
    return this.#store.files.state();
  }

  /** Writes the sidecars that are due. Resolves when none is left, or when they cannot be written now. */
  repairSidecars(): Promise<void> {
    return this.#changes.repairSidecars();
  }

  async close(): Promise<void> {
    await this.sidecars.close();
    await this.removal.close();
    await this.#thumbnails.close();
  }

  async #take(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<Taken> {
    try {
      return await this.#intake.take(metadata, stream, digest);
    } catch (error) {
      if (error instanceof HubError && error.code === 'no_space') {
        const { id, sizeBytes } = metadata;
        this.emit('refused', { id, sizeBytes, error });
      }
      // The hub that began the removal may have crashed.
      if (error instanceof BeingRemovedError) this.removal.settleSoon((removed) => this.#announcements.purged(removed));
      throw error;
    }
  }

  /** Announces the removed captures even when the others fail. */
  async #remove(ids: readonly string[], trashedUntil?: Date): Promise<RemovalResult> {
    const result: RemovalResult = { removed: [], failed: [] };
    try {
      await this.removal.remove({ ids, trashedUntil }, result);
    } finally {
      this.#announcements.purged(result.removed);
    }
    return result;
  }

  async #purgeAll(ids: readonly string[]): Promise<BulkResult> {
    const { removed, failed } = await this.#remove(ids);
    const changed = removed.map(({ id }) => id);
    const [gone, kept] = [new Set(changed), new Set(failed)];
    const why = (id: string): string =>
      kept.has(id) ? `The files of capture ${id} cannot be moved; it stays in the trash` : `Capture ${id} is not in the trash`;
    const refused = ids.filter((id) => !gone.has(id)).map((id) => ({ id, message: why(id) }));
    return { changed, refused };
  }
}

export interface CapturesOptions extends CaptureStoreOptions {
  readonly database: Database;
  readonly logger: Logger;
  readonly admit?: Admission | undefined;
  readonly queue?: DecodingQueue | undefined;
  readonly removalLock?: HubLock | undefined;
  readonly basePath?: string | undefined;
}

/** Prepares the file store and creates the service. */
export async function openCaptures({
  database,
  logger,
  admit,
  queue,
  basePath,
  removalLock,
  ...options
}: CapturesOptions): Promise<CaptureService> {
  const store = await CaptureStore.open(options);
  const thumbnails = new Thumbnails({ files: store.files, logger, queue });
  const captures = new CaptureService({ database, store, thumbnails, logger, admit, removalLock, basePath });
  void captures.repairSidecars();
  return captures;
}
