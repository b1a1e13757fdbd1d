/** Reads master files. */
import type { Readable } from 'node:stream';
import { baseName } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { ByteRange } from '../store/file-store.ts';
import { captureKey } from '../store/paths.ts';
import { CONTENT_TYPES } from './files/formats.ts';
import { storedFile, type StoredFile } from './files/stored-file.ts';
import type { CaptureStore } from './files/store.ts';
import { nameOf } from './presenter.ts';

/** A master file to send. */
export interface CaptureFile extends StoredFile {
  readonly filename: string;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: Date;
}

interface MastersParts {
  readonly store: CaptureStore;
  readonly logger: Logger;
}

export class Masters {
  readonly #parts: MastersParts;

  constructor(parts: MastersParts) {
    this.#parts = parts;
  }

  /** The unmodified master file. @throws {HubError} not_found when the file is missing */
  async open(row: CaptureRow): Promise<CaptureFile> {
    const { id, path, format, sha256, createdAt } = row;
    const sizeBytes = await this.#parts.store.sizeOf(path);
    if (sizeBytes === undefined) {
      this.#parts.logger.error({ captureId: id, path }, 'the file of a capture is missing');
      throw new HubError('not_found', `The file of capture ${id} is missing`);
    }
    return {
      ...storedFile(this.#parts.store.files, captureKey(path), sizeBytes),
      filename: baseName(nameOf(row)),
      contentType: CONTENT_TYPES[format],
      etag: `"${sha256}"`,
      lastModified: createdAt,
    };
  }

  /** Whether the master exists and is complete. */
  async isWhole({ path, sizeBytes }: CaptureRow): Promise<boolean> {
    return (await this.#parts.store.sizeOf(path)) === sizeBytes;
  }

  /** Streams a master. A missing file is an error of the stream. @param path from the row */
  read(path: string, range?: ByteRange): Readable {
    return this.#parts.store.files.read(captureKey(path), range);
  }
}
