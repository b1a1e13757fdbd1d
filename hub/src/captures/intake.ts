import type { Readable } from 'node:stream';
import type { CaptureMetadata } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { conflict, HubError } from '../errors.ts';
import { CaptureEntity, type CaptureRow } from '../persistence/capture.ts';
import { isUniqueViolation } from '../persistence/database-errors.ts';
import type { Database } from '../persistence/orm.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import { checkImage } from './image-check.ts';
import { toRow, toSidecar } from './presenter.ts';
import type { CaptureStore, Received } from './store.ts';

export interface Taken {
  readonly created: boolean;
  readonly row: CaptureRow;
}

/** How an upload becomes a capture: a durable file first, then a row. */
export class Intake {
  readonly #database: Database;
  readonly #store: CaptureStore;
  readonly #logger: Logger;

  constructor({ database, store, logger }: { database: Database; store: CaptureStore; logger: Logger }) {
    this.#database = database;
    this.#store = store;
    this.#logger = logger;
  }

  async take(metadata: CaptureMetadata, stream: Readable, digest: string): Promise<Taken> {
    // A connection that breaks before anybody reads must not be an uncaught error; reading meets it again.
    stream.on('error', () => undefined);
    assertStorable(metadata, 'metadata');
    if (digest !== metadata.sha256) {
      throw new HubError('digest_mismatch', `The digest ${digest} is not the one in the metadata, ${metadata.sha256}`);
    }
    const existing = await this.#find(metadata.id);
    if (existing !== null) return this.#takeAgain(existing, metadata, stream);

    const received = await this.#receiveImage(stream, metadata);
    // Neither keep() nor the insert can be undone by a crash between them: the file is adopted when it comes again.
    const row = toRow(metadata, received.relativePath);
    await received.keep(toSidecar(row));
    return this.#insert(row);
  }

  /** Known already: nothing changes, unless its file has been lost. */
  async #takeAgain(existing: CaptureRow, metadata: CaptureMetadata, stream: Readable): Promise<Taken> {
    makeSureItIs(existing, metadata);
    const lost = (await this.#store.sizeOf(existing.path)) !== existing.sizeBytes;
    if (lost) {
      const received = await this.#receiveImage(stream, existing.metadata);
      await received.keep(toSidecar(existing));
      this.#logger.warn({ captureId: existing.id, path: existing.path }, 'the lost file of a capture is back');
    }
    return { created: false, row: existing };
  }

  async #receiveImage(stream: Readable, metadata: CaptureMetadata): Promise<Received> {
    const received = await this.#store.receive(stream, metadata);
    try {
      await checkImage(received.path, metadata);
      return received;
    } catch (error) {
      await received.discard();
      throw error;
    }
  }

  async #insert(row: CaptureRow): Promise<Taken> {
    try {
      await this.#database.transaction((em) => em.insert(CaptureEntity, row));
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
