import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type {
  Capture,
  CaptureFormat,
  CaptureListQuery,
  CaptureMetadata,
  CapturePage,
  CapturePatch,
  ThumbnailSize,
} from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { Logger } from 'pino';
import { captureNotFound, HubError } from '../errors.ts';
import { CaptureEntity, type CaptureRow } from '../persistence/capture.ts';
import type { Database } from '../persistence/orm.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import { isUuid } from '../persistence/uuid.ts';
import { Intake } from './intake.ts';
import { after, encodeCursor, filterOf } from './list-query.ts';
import { textOrNull, toCapture, toSidecar } from './presenter.ts';
import { CaptureStore, type CaptureStoreOptions } from './store.ts';
import { Thumbnails, type Thumbnail } from './thumbnails.ts';

export interface CaptureEvents {
  created: [Capture];
  updated: [Capture];
  deleted: [{ id: string; cameraId: string; deletedAt: string }];
}

/** A master file, ready to be sent. */
export interface CaptureFile {
  /** Absolute. */
  readonly path: string;
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly lastModified: Date;
}

export interface CaptureServiceParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly thumbnails: Thumbnails;
  readonly logger: Logger;
}

const CONTENT_TYPES: Record<CaptureFormat, string> = { jpg: 'image/jpeg', png: 'image/png', tiff: 'image/tiff' };

/** Captures: a file first and a row second. Says what happens to them as events. */
export class CaptureService extends EventEmitter<CaptureEvents> {
  readonly #database: Database;
  readonly #store: CaptureStore;
  readonly #thumbnails: Thumbnails;
  readonly #intake: Intake;
  readonly #logger: Logger;

  constructor({ database, store, thumbnails, logger }: CaptureServiceParts) {
    super();
    // Every capture that is waited for listens.
    this.setMaxListeners(0);
    this.#database = database;
    this.#store = store;
    this.#thumbnails = thumbnails;
    this.#intake = new Intake({ database, store, logger });
    this.#logger = logger;
  }

  /**
   * Takes an upload. When it resolves, file and row are durable. The same id with the same digest again changes
   * nothing; after a failure, sending it again completes what is missing.
   * @param digest SHA-256 of the body as the transport says, hex
   * @throws {HubError} conflict, digest_mismatch, payload_too_large, image_rejected, no_space, database_unavailable
   */
  async ingest(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<{ created: boolean; capture: Capture }> {
    const { created, row } = await this.#intake.take(metadata, stream, digest);
    const capture = toCapture(row);
    if (created) {
      this.emit('created', capture);
      this.#thumbnails.schedule(row);
    }
    return { created, capture };
  }

  /** The capture with this id, as soon as it is durable. @throws the signal's reason when it is aborted first */
  waitFor(id: string, signal: AbortSignal): Promise<Capture> {
    const { promise, resolve, reject } = Promise.withResolvers<Capture>();
    const onCreated = (capture: Capture): void => {
      if (capture.id === id) resolve(capture);
    };
    const onAbort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) onAbort();
    this.on('created', onCreated);
    signal.addEventListener('abort', onAbort, { once: true });
    this.get(id).then(resolve, (error: unknown) => {
      const goesOn = error instanceof HubError && (error.code === 'capture_not_found' || error.code === 'database_unavailable');
      if (!goesOn) reject(error instanceof Error ? error : new Error(String(error)));
    });
    return promise.finally(() => {
      this.off('created', onCreated);
      signal.removeEventListener('abort', onAbort);
    });
  }

  /** A page of captures, newest first. @throws {HubError} validation_failed */
  async list(query: CaptureListQuery): Promise<CapturePage> {
    const filter = filterOf(query);
    const where = query.cursor === undefined ? filter : { $and: [filter, after(query.cursor)] };
    return this.#database.use(async (em) => {
      const orderBy = { capturedAtUs: 'desc', id: 'desc' } as const;
      const rows = await em.find(CaptureEntity, where, { orderBy, limit: query.limit + 1 });
      const total = await em.count(CaptureEntity, filter);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        captures: page.map(toCapture),
        nextCursor: rows.length > query.limit && last !== undefined ? encodeCursor(last) : null,
        total,
      };
    });
  }

  /** Also a deleted one. @throws {HubError} capture_not_found */
  async get(id: string): Promise<Capture> {
    return toCapture(await this.#row(id));
  }

  /** An empty label or notes take them away. */
  async patch(id: string, { label, notes, tags, rating }: CapturePatch): Promise<Capture> {
    assertStorable({ label, notes, tags });
    const row = await this.#change(id, (capture) => {
      if (label !== undefined) capture.label = textOrNull(label);
      if (notes !== undefined) capture.notes = textOrNull(notes);
      if (tags !== undefined) capture.tags = [...new Set(tags)];
      if (rating !== undefined) capture.rating = rating;
    });
    return this.#announceUpdate(row);
  }

  /** Into the trash: it leaves the lists and can be restored. Deleting it again changes nothing. */
  async softDelete(id: string): Promise<Capture> {
    const row = await this.#change(id, (capture) => {
      capture.deletedAt ??= new Date();
    });
    const deletedAt = row.deletedAt?.toISOString() ?? '';
    this.emit('deleted', { id: row.id, cameraId: row.cameraId, deletedAt });
    return toCapture(row);
  }

  async restore(id: string): Promise<Capture> {
    const row = await this.#change(id, (capture) => {
      capture.deletedAt = null;
    });
    return this.#announceUpdate(row);
  }

  /** The master file as it came. @throws {HubError} capture_not_found, or not_found when the file is gone */
  async open(id: string): Promise<CaptureFile> {
    const { path, filename, format, sha256, createdAt } = await this.#row(id);
    const sizeBytes = await this.#store.sizeOf(path);
    if (sizeBytes === undefined) {
      this.#logger.error({ captureId: id, path }, 'the file of a capture is missing');
      throw new HubError('not_found', `The file of capture ${id} is missing`);
    }
    return {
      path: this.#store.pathOf(path),
      filename,
      contentType: CONTENT_TYPES[format],
      sizeBytes,
      etag: `"${sha256}"`,
      lastModified: createdAt,
    };
  }

  /** @throws {HubError} capture_not_found, or image_rejected when the master cannot be decoded */
  async thumbnail(id: string, size: ThumbnailSize): Promise<Thumbnail> {
    return this.#thumbnails.get(await this.#row(id), size);
  }

  /** Bytes that captures may still take. */
  freeBytes(): Promise<number> {
    return this.#store.freeBytes();
  }

  async close(): Promise<void> {
    await this.#thumbnails.close();
  }

  async #row(id: string): Promise<CaptureRow> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(CaptureEntity, { id })) : null;
    if (row === null) throw captureNotFound(id);
    return row;
  }

  /** Changes a row under lock and writes its sidecar before the commit: when that fails, neither has changed. */
  async #change(id: string, change: (row: CaptureRow) => void): Promise<CaptureRow> {
    if (!isUuid(id)) throw captureNotFound(id);
    return this.#database.transaction(async (em) => {
      const row = await em.findOne(CaptureEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (row === null) throw captureNotFound(id);
      change(row);
      await em.flush();
      await this.#store.writeSidecar(row.path, toSidecar(row));
      return row;
    });
  }

  #announceUpdate(row: CaptureRow): Capture {
    const capture = toCapture(row);
    this.emit('updated', capture);
    return capture;
  }
}

export interface CapturesOptions extends CaptureStoreOptions {
  readonly database: Database;
  readonly logger: Logger;
}

/** Opens the folders in `dataDir` and puts the service together. */
export async function openCaptures({ database, logger, ...files }: CapturesOptions): Promise<CaptureService> {
  const store = await CaptureStore.open(files);
  const thumbnails = await Thumbnails.open({ dataDir: files.dataDir, logger, pathOf: (relative) => store.pathOf(relative) });
  return new CaptureService({ database, store, thumbnails, logger });
}
