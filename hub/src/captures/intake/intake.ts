import type { Readable } from 'node:stream';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { conflict, HubError } from '../../errors.ts';
import { CaptureEntity, type CaptureRow } from '../../persistence/entities/capture.ts';
import { CaptureSessionEntity } from '../../persistence/entities/capture-session.ts';
import { isUniqueViolation } from '../../persistence/database-errors.ts';
import type { Database } from '../../persistence/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { sizeOfFile } from '../files/durable-files.ts';
import { needsPreview } from '../files/formats.ts';
import { checkJpeg } from '../pictures/image-check.ts';
import { relativePath } from '../files/layout.ts';
import { checkMaster } from './master-check.ts';
import { toRow, toSidecar } from '../presenter.ts';
import type { CaptureStore, Received } from '../files/store.ts';

/** Runs an upload of this size if there is room for it. @throws {HubError} no_space */
export type Admission = <T>(sizeBytes: number, upload: () => Promise<T>) => Promise<T>;

export interface IntakeParts {
  readonly database: Database;
  readonly store: CaptureStore;
  readonly logger: Logger;
  readonly admit?: Admission | undefined;
}

export interface Taken {
  readonly created: boolean;
  readonly row: CaptureRow;
}

/** How an upload becomes a capture: a durable file first, then a row. */
export class Intake {
  readonly #database: Database;
  readonly #store: CaptureStore;
  readonly #logger: Logger;
  readonly #admit: Admission;
  /** Ordered here a moment ago. */
  readonly #expected = new Set<string>();

  constructor({ database, store, logger, admit = (_sizeBytes, upload) => upload() }: IntakeParts) {
    this.#database = database;
    this.#store = store;
    this.#logger = logger;
    this.#admit = admit;
  }

  /**
   * The first upload under this id will be of a new capture: it is taken without looking for one in the library first.
   * Call what is returned when that is no longer so.
   */
  expect(id: string): () => void {
    this.#expected.add(id);
    return () => this.#expected.delete(id);
  }

  async take(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<Taken> {
    // A connection that breaks before anybody reads must not be an uncaught error; reading meets it again.
    stream.on('error', () => undefined);
    assertStorable(metadata, 'metadata');
    if (digest !== metadata.sha256) {
      throw new HubError('digest_mismatch', `The digest ${digest} is not the one in the metadata, ${metadata.sha256}`);
    }
    const asked = inItsSession(this.#database, metadata);
    asked.catch(() => undefined); // met where it is waited for
    if (!this.#expected.delete(metadata.id)) {
      // Waited for before there is a file that a database gone by then would leave behind.
      const [existing] = await Promise.all([this.#find(metadata.id), asked]);
      if (existing !== null) return this.#takeAgain(existing, metadata, stream);
    }
    return this.#admit(metadata.sizeBytes, () => this.#takeNew(asked, metadata, stream));
  }

  async #takeNew(asked: Promise<CaptureMetadata>, metadata: CaptureMetadata, stream: Readable): Promise<Taken> {
    const placed = asked.then((known) => toRow(known, relativePath(metadata)));
    const received = await this.#receiveImage(stream, metadata, placed.then(toSidecar));
    // Neither keep() nor the insert can be undone by a crash between them: the file is adopted when it comes again.
    await received.keep();
    return this.#insert(await placed);
  }

  /** @throws {HubError} conflict when the capture needs none, image_rejected */
  async takePreview({ id, format, path }: CaptureRow, jpeg: Buffer): Promise<{ created: boolean }> {
    if (!needsPreview(format)) throw conflict(`Capture ${id} is ${format}: its thumbnails are made from its own file`);
    if ((await sizeOfFile(this.#store.previewOf(path))) !== undefined) return { created: false };
    await checkJpeg(jpeg);
    await this.#store.writePreview(path, jpeg);
    return { created: true };
  }

  /** Known already: nothing changes, unless its file has been lost. */
  async #takeAgain(existing: CaptureRow, metadata: CaptureMetadata, stream: Readable): Promise<Taken> {
    makeSureItIs(existing, metadata);
    const lost = (await this.#store.sizeOf(existing.path)) !== existing.sizeBytes;
    if (lost) {
      const received = await this.#receiveImage(stream, existing.metadata, toSidecar(existing));
      await received.keep();
      this.#logger.warn({ captureId: existing.id, path: existing.path }, 'the lost file of a capture is back');
    }
    return { created: false, row: existing };
  }

  #receiveImage(stream: Readable, metadata: CaptureMetadata, sidecar: object | Promise<object>): Promise<Received> {
    return this.#store.receive({ stream, metadata, sidecar, check: (path) => checkMaster(path, metadata) });
  }

  async #insert(row: CaptureRow): Promise<Taken> {
    try {
      // One statement: a transaction of its own, without two more journeys to the database.
      await this.#database.use((em) => em.insert(CaptureEntity, row));
      return { created: true, row };
    } catch (error) {
      if (isUniqueViolation(error)) return this.#yieldTo(row);
      throw error;
    }
  }

  /** The same id was inserted while this upload was on its way. */
  async #yieldTo(row: CaptureRow): Promise<Taken> {
    const winner = await this.#database.use((em) => em.findOneOrFail(CaptureEntity, { id: row.id }));
    if (winner.path !== row.path) await this.#store.remove(row.path);
    makeSureItIs(winner, row);
    return { created: false, row: winner };
  }

  #find(id: string): Promise<CaptureRow | null> {
    return this.#database.use((em) => em.findOne(CaptureEntity, { id }));
  }
}

function makeSureItIs(existing: CaptureRow, { id, sha256 }: Pick<CaptureMetadata, 'id' | 'sha256'>): void {
  if (existing.sha256 === sha256) return;
  throw conflict(`Capture ${id} exists with the digest ${existing.sha256}; this one has ${sha256}`);
}

/**
 * With the session it belongs to: the one it was asked for in, or else the one that was open at its camera when it was
 * taken. So those that the camera service was asked for directly, and those that come late from a spool, are in it too.
 */
async function inItsSession(database: Database, metadata: CaptureMetadata): Promise<CaptureMetadata> {
  if (metadata.sessionId !== undefined) return metadata;
  const { cameraId, capturedAtUs } = metadata;
  const at = new Date(capturedAtUs / 1000);
  const where = { cameraId, startedAt: { $lte: at }, $or: [{ endedAt: null }, { endedAt: { $gte: at } }] };
  const session = await database.use((em) => em.findOne(CaptureSessionEntity, where, { orderBy: { startedAt: 'desc' }, fields: ['id'] }));
  return session ? { ...metadata, sessionId: session.id } : metadata;
}
