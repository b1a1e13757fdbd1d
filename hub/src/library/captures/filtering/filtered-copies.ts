/** Filtered copies of captures: further captures, with the steps and the digest of their source in the metadata. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  captureMetadataSchema,
  FILTERS_VERSION,
  type Capture,
  type CaptureMetadata,
  type DerivedFrom,
  type FilterCapture,
} from '@eyepiece/shared-types';
import { conflict, HubError } from '../../../errors.ts';
import type { FileStore } from '../../store/file-store.ts';
import type { DecodingQueue, PictureRequest } from '../pictures/decoding.ts';
import { pictureOf } from '../pictures/picture-source.ts';
import { needsPreview } from '../files/formats.ts';
import { runFilter, type FilteredFile } from './filter-task.ts';

/** Larger pictures need more memory than a hub on a small machine has. */
const PIXELS_MAX = 24_000_000;
const SUFFIX = '_filtered.png';
const FILENAME_MAX = 200;

interface FilteredCopiesParts {
  readonly files: FileStore;
  /** Shared with thumbnails and views, to bound the number of decoded pictures. */
  readonly queue: DecodingQueue;
  readonly ingest: (metadata: CaptureMetadata, stream: Readable, digest: string) => Promise<{ readonly capture?: Capture | undefined }>;
}

/** Who asks for a copy. */
export interface Filterer {
  readonly userId: string;
  readonly name: string;
}

export class FilteredCopies {
  readonly #parts: FilteredCopiesParts;

  constructor(parts: FilteredCopiesParts) {
    this.#parts = parts;
  }

  /**
   * Makes a copy. The same id, source and steps give the same bytes, so a repeated request changes nothing.
   * @param source in the library, with its path
   * @throws {HubError} conflict for a capture in the trash, a raw file, a clip or another copy of this id; image_rejected
   * when it is too large or cannot be decoded; not_found when its file is missing; rate_limited, no_space
   */
  async make(
    { capture, path }: { readonly capture: Capture; readonly path: string },
    { steps, captureId = randomUUID() }: FilterCapture,
    by: Filterer,
    request: PictureRequest,
  ): Promise<Capture> {
    assertFilterable(capture);
    const derivedFrom: DerivedFrom = { captureId: capture.id, sha256: capture.sha256, steps, version: FILTERS_VERSION };
    const { key, bitDepth } = await pictureOf({ ...capture, path }, this.#parts.files);
    const description = JSON.stringify({ derivedFrom });
    const file = await this.#parts.queue.run(
      (signal) => this.#parts.files.withLocalFile(key, (local) => runFilter({ path: local, bitDepth, steps, description }, signal)),
      { lane: 'views', by: request.by, signal: request.signal },
    );
    const metadata = metadataOf(capture, file, { id: captureId, derivedFrom, by });
    const { capture: copy } = await this.#parts.ingest(metadata, Readable.from([Buffer.from(file.bytes.buffer)]), file.sha256);
    if (!copy) throw conflict(`Capture ${captureId} was removed for good; ask for a copy with another id`);
    return copy;
  }
}

function assertFilterable({ id, format, width, height, deletedAt }: Capture): void {
  if (deletedAt !== null) throw conflict(`Capture ${id} is in the trash; restore it first`);
  if (needsPreview(format)) throw conflict(`Capture ${id} is ${format}: only pictures that the hub can decode are filtered`);
  if (width * height > PIXELS_MAX) {
    throw new HubError(
      'image_rejected',
      `Capture ${id} has ${String(width)} × ${String(height)} pixels; at most ${String(PIXELS_MAX)} pixels are filtered`,
    );
  }
}

/** The metadata of the source without its file, its job and its analysis. */
function metadataOf(
  source: Capture,
  { bytes, sha256, width, height, channels }: FilteredFile,
  { id, derivedFrom, by }: { readonly id: string; readonly derivedFrom: DerivedFrom; readonly by: Filterer },
): CaptureMetadata {
  const stem = source.filename.replace(/(\.ome)?\.[a-z0-9]+$/i, '').replace(/_filtered$/, '');
  const { notes: _notes, nameTemplate: _template, jobId: _job, jobIndex: _index, labStep: _found, shot: _shot, ...kept } = source;
  return captureMetadataSchema.parse({
    ...kept,
    id,
    filename: `${stem.slice(0, FILENAME_MAX - SUFFIX.length)}${SUFFIX}`,
    format: source.bitDepth === 8 ? 'png8' : 'png',
    sizeBytes: bytes.byteLength,
    sha256,
    width,
    height,
    channels,
    user: { id: by.userId, name: by.name },
    derivedFrom,
  });
}
