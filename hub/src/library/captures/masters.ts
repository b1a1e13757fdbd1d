/** Reads master files. */
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/capture.ts';
import { CONTENT_TYPES } from './files/formats.ts';
import type { CaptureStore } from './files/store.ts';

/** A master file to send. */
export interface CaptureFile {
  /** Absolute. */
  readonly path: string;
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
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
  async open({ id, path, filename, format, sha256, createdAt }: CaptureRow): Promise<CaptureFile> {
    const sizeBytes = await this.#parts.store.sizeOf(path);
    if (sizeBytes === undefined) {
      this.#parts.logger.error({ captureId: id, path }, 'the file of a capture is missing');
      throw new HubError('not_found', `The file of capture ${id} is missing`);
    }
    return {
      path: this.#parts.store.pathOf(path),
      filename,
      contentType: CONTENT_TYPES[format],
      sizeBytes,
      etag: `"${sha256}"`,
      lastModified: createdAt,
    };
  }

  /** Path of the master; undefined when the file is missing or incomplete. */
  async pathOf({ path, sizeBytes }: CaptureRow): Promise<string | undefined> {
    return (await this.#parts.store.sizeOf(path)) === sizeBytes ? this.#parts.store.pathOf(path) : undefined;
  }
}
