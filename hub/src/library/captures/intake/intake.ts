import type { Readable } from 'node:stream';
import type { Capture, CaptureMetadata } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { conflict, HubError } from '../../../errors.ts';
import { CaptureEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import { CaptureSessionEntity } from '../../../persistence/entities/sessions/capture-session.ts';
import type { Database } from '../../../persistence/orm/orm.ts';
import { assertStorable } from '../../../persistence/storable-text.ts';
import { needsPreview } from '../files/formats.ts';
import { checkJpeg } from '../pictures/image-check.ts';
import { relativePath } from '../files/layout.ts';
import { removedRecord, type RemovedRecord } from './removed-captures.ts';
import { CaptureNames } from './capture-names.ts';
import { checkMaster } from './master-check.ts';
import { toRow, toSidecar } from '../presenter.ts';
import type { CaptureStore, Received } from '../files/store.ts';
import { BeingRemovedError } from '../../store/being-removed-error.ts';

/** Runs `upload` if there is space for `sizeBytes`. @throws {HubError} no_space */
export type Admission = <T>(sizeBytes: number, upload: () => Promise<T>) => Promise<T>;

export interface IntakeParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly sidecars: { rewrite(captureId: string): Promise<void>; check(row: CaptureRow): Promise<void> };
  readonly logger: Logger;
  readonly admit?: Admission | undefined;
}

/** `removed`: the capture was removed for good after an earlier upload. Nothing is stored. */
export type Ingested =
  | { readonly created: boolean; readonly capture: Capture }
  | { readonly created: false; readonly removed: true; readonly capture?: undefined };

/** The same with the row. */
export type Taken = { readonly kind: 'created' | 'exists'; readonly row: CaptureRow } | { readonly kind: 'removed' };

type Digest = Pick<CaptureMetadata, 'id' | 'sha256'>;

/** Turns an upload into a capture: stores the file durably first, then inserts the row. */
export class Intake {
  readonly #database: Database;
  readonly #names: CaptureNames;
  readonly #store: CaptureStore;
  readonly #sidecars: IntakeParts['sidecars'];
  readonly #logger: Logger;
  readonly #admit: Admission;
  /** Ids of captures that the hub has just ordered. */
  readonly #expected = new Set<string>();

  constructor({ database, store, sidecars, logger, admit = (_sizeBytes, upload) => upload() }: IntakeParts) {
    this.#database = database;
    this.#names = new CaptureNames(database);
    this.#store = store;
    this.#sidecars = sidecars;
    this.#logger = logger;
    this.#admit = admit;
  }

  /**
   * Announces a new capture: its first upload skips the look-up in the library.
   * @returns a function that withdraws the announcement
   */
  expect(id: string): () => void {
    this.#expected.add(id);
    return () => this.#expected.delete(id);
  }

  async take(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<Taken> {
    // Without a listener, a connection that breaks before reading starts would be an uncaught error. Reading fails with it as well.
    stream.on('error', () => undefined);
    assertStorable(metadata, 'metadata');
    if (digest !== metadata.sha256) {
      throw new HubError('digest_mismatch', `The digest ${digest} is not the one in the metadata, ${metadata.sha256}`);
    }
    const asked = inItsSession(this.#database, metadata);
    asked.catch(() => undefined); // handled where the promise is awaited
    if (!this.#expected.delete(metadata.id)) {
      // Awaited before the file exists: a database failure must not leave a file without a row.
      const [existing, removed] = await Promise.all([this.#find(metadata.id), removedRecord(this.#database, metadata.id), asked]);
      if (existing !== null) return this.#takeAgain(existing, metadata, stream);
      if (removed !== null) return this.#leaveRemoved(removed, metadata, relativePath(metadata));
    }
    return this.#admit(metadata.sizeBytes, () => this.#takeNew(asked, metadata, stream));
  }

  async #takeNew(asked: Promise<CaptureMetadata>, metadata: CaptureMetadata, stream: Readable): Promise<Taken> {
    const placed = asked.then(async (known) => toRow(known, relativePath(metadata), await this.#names.wanted(known)));
    placed.catch(() => undefined); // handled where the promise is awaited
    const received = await this.#receiveImage(stream, metadata, placed.then(toSidecar));
    // A crash between commit() and the insert leaves a file without a row. The next upload of the capture adopts it.
    await received.commit();
    return this.#insert(await placed);
  }

  /** @throws {HubError} conflict when the capture needs none, image_rejected */
  async takePreview({ id, format, path }: CaptureRow, jpeg: Buffer): Promise<{ created: boolean }> {
    if (!needsPreview(format)) throw conflict(`Capture ${id} is ${format}: its thumbnails are made from its own file`);
    if (await this.#store.hasPreview(path)) return { created: false };
    await checkJpeg(jpeg);
    await this.#store.writePreview(path, jpeg);
    return { created: true };
  }

  /** The capture exists: nothing changes, unless its file is missing. */
  async #takeAgain(existing: CaptureRow, metadata: CaptureMetadata, stream: Readable): Promise<Taken> {
    assertSameDigest(existing, metadata);
    const lost = (await this.#store.sizeOf(existing.path)) !== existing.sizeBytes;
    if (lost) {
      const received = await this.#receiveImage(stream, existing.metadata, toSidecar(existing));
      await received.commit();
      // Removed meanwhile: its files are there again, without a row.
      if ((await this.#find(existing.id)) === null) return this.#endRemoved(existing);
      this.#logger.warn({ captureId: existing.id, path: existing.path }, 'the missing file of a capture was uploaded again');
    }
    // A hub that took an earlier upload of it at the same time as this row may have crashed after it had written its own sidecar.
    await this.#sidecars.check(existing);
    return { kind: 'exists', row: existing };
  }

  #receiveImage(stream: Readable, metadata: CaptureMetadata, sidecar: object | Promise<object>): Promise<Received> {
    return this.#store.receive({ stream, metadata, sidecar, check: (path) => checkMaster(path, metadata) });
  }

  async #insert(row: CaptureRow): Promise<Taken> {
    const inserted = await this.#names.insert(row);
    if (inserted.kind === 'exists') return this.#acceptExisting(row);
    if (inserted.kind === 'removed') return this.#endRemoved(row);
    // The sidecar was written with the name that another capture has.
    if (inserted.renamed) await this.#sidecars.check(inserted.row);
    return { kind: 'created', row: inserted.row };
  }

  /** Another upload inserted the same id meanwhile. */
  async #acceptExisting(row: CaptureRow): Promise<Taken> {
    const winner = await this.#find(row.id);
    if (winner === null) return this.#endRemoved(row);
    if (winner.path !== row.path) await this.#store.remove(row.path);
    assertSameDigest(winner, row);
    // Both uploads have written one, with different times.
    await this.#sidecars.rewrite(winner.id);
    return { kind: 'exists', row: winner };
  }

  /** Whether the capture of this id was removed for good. */
  async wasRemoved(id: string): Promise<boolean> {
    return (await removedRecord(this.#database, id)) !== null;
  }

  /** The row was deleted while its capture was uploaded again. @throws {BeingRemovedError} when a hub of an earlier version did it */
  async #endRemoved(row: CaptureRow): Promise<Taken> {
    const removed = await removedRecord(this.#database, row.id);
    if (removed === null) throw new BeingRemovedError(row.id);
    return this.#leaveRemoved(removed, row, row.path);
  }

  /**
   * Deletes the files of this upload, or of an earlier one that a crash has interrupted.
   * @throws {HubError} conflict when the removed capture had other bytes: the camera service then sets these aside
   */
  async #leaveRemoved(removed: RemovedRecord, upload: Digest, path: string): Promise<Taken> {
    await this.#store.remove(path);
    assertSameDigest(removed, upload);
    this.#logger.info({ captureId: upload.id }, 'a capture that was removed from the library was uploaded again; it stays removed');
    return { kind: 'removed' };
  }

  #find(id: string): Promise<CaptureRow | null> {
    return this.#database.use((em) => em.findOne(CaptureEntity, { id }));
  }
}

function assertSameDigest(existing: Pick<Digest, 'sha256'>, { id, sha256 }: Digest): void {
  if (existing.sha256 === sha256) return;
  throw conflict(`Capture ${id} was stored with the digest ${existing.sha256}; this one has ${sha256}`);
}

/**
 * Adds the session: the one it was ordered in, or else the one that was open at its camera when it was taken. So
 * captures ordered from the camera service directly, and late ones from its spool, also belong to their session.
 */
async function inItsSession(database: Database, metadata: CaptureMetadata): Promise<CaptureMetadata> {
  if (metadata.sessionId !== undefined) return metadata;
  const { cameraId, capturedAtUs } = metadata;
  const at = new Date(capturedAtUs / 1000);
  const where = { cameraId, startedAt: { $lte: at }, $or: [{ endedAt: null }, { endedAt: { $gte: at } }] };
  const session = await database.use((em) => em.findOne(CaptureSessionEntity, where, { orderBy: { startedAt: 'desc' }, fields: ['id'] }));
  return session ? { ...metadata, sessionId: session.id } : metadata;
}
