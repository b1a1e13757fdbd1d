import { THUMBNAIL_SIZES, type ThumbnailSize } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import sharp, { type Sharp } from 'sharp';
import { HubError } from '../../../errors.ts';
import { DEFAULT_LIMITS } from '../../../process/limits/limits.ts';
import type { FileStore } from '../../store/file-store.ts';
import { decodingQueue, HUB, type DecodingQueue, type PictureRequest } from './decoding.ts';
import { imageRejected, reasonOf } from './image-check.ts';
import { thumbnailKey } from '../files/layout.ts';
import { storedFile, type StoredFile } from '../files/stored-file.ts';
import { pictureOf, type Source } from './picture-source.ts';
import { decode, openPicture, wholeOf, type Picture } from './samples.ts';
import { throughWindow, wholeRange } from './window.ts';

export interface Thumbnail extends StoredFile {
  readonly contentType: 'image/webp';
  readonly etag: string;
}

interface ThumbnailsOptions {
  readonly files: FileStore;
  readonly logger: Logger;
  /** Shared with views. */
  readonly queue?: DecodingQueue | undefined;
}

/** Exceeded only after an outage. The other thumbnails are made on first request. */
const MAX_SCHEDULED = 2000;
const MAX_REMEMBERED_FAILURES = 1000;
/** Marks file names and ETags of deep pictures. Earlier versions stretched their contrast and had no mark. */
const LINEAR = 'linear';
const WEBP = { quality: 80, effort: 2 } as const;

/** Thumbnails of captures, cached in the file store. They may be deleted at any time and are made again on request. */
export class Thumbnails {
  readonly #files: FileStore;
  readonly #logger: Logger;
  /** Shared with everything that decodes masters. */
  readonly queue: DecodingQueue;
  readonly #failures = new Map<string, HubError>();

  constructor({ files, logger, queue = decodingQueue(DEFAULT_LIMITS.queues) }: ThumbnailsOptions) {
    this.#files = files;
    this.#logger = logger;
    this.queue = queue;
    // By default libvips starts a thread per core for each picture. One thread leaves a core to the event loop.
    sharp.concurrency(1);
  }

  /** Makes all sizes in the background. */
  schedule(capture: Source): void {
    if (this.queue.waiting('background') >= MAX_SCHEDULED) return;
    for (const size of Object.keys(THUMBNAIL_SIZES) as ThumbnailSize[]) {
      this.#make(capture, size, 'background', { by: HUB }).catch((error: unknown) => {
        if (error instanceof HubError && error.code === 'shutting_down') return;
        this.#logger.warn({ captureId: capture.id, size, err: error }, 'no thumbnail');
      });
    }
  }

  /**
   * The thumbnail; made first if it is missing.
   * @throws {HubError} image_rejected when the master cannot be decoded; not_found when the master or its preview is missing; rate_limited
   */
  async get(capture: Source, size: ThumbnailSize, request: PictureRequest = { by: HUB }): Promise<Thumbnail> {
    const name = nameOf(size, capture.bitDepth);
    const key = thumbnailKey(capture.id, name);
    const sizeBytes = (await this.#files.sizeOf(key)) ?? (await this.#make(capture, size, 'thumbnails', request));
    return { ...storedFile(this.#files, key, sizeBytes), contentType: 'image/webp', etag: `"${capture.sha256.slice(0, 32)}-${name}"` };
  }

  /** Deletes all sizes of a removed capture. */
  async forget(id: string): Promise<void> {
    for (const size of Object.keys(THUMBNAIL_SIZES)) {
      this.#failures.delete(`${id}-${size}`);
      for (const name of [size, `${size}-${LINEAR}`]) await this.#files.removeFile(thumbnailKey(id, name));
    }
  }

  close(): Promise<void> {
    return this.queue.close();
  }

  async #make(capture: Source, size: ThumbnailSize, lane: 'thumbnails' | 'background', request: PictureRequest): Promise<number> {
    const key = `${capture.id}-${size}`;
    const failure = this.#failures.get(key);
    if (failure) throw failure;
    return this.queue.run(() => this.#write(capture, size, key), { ...request, lane, key });
  }

  async #write(capture: Source, size: ThumbnailSize, key: string): Promise<number> {
    const place = thumbnailKey(capture.id, nameOf(size, capture.bitDepth));
    const { key: source, bitDepth } = await pictureOf(capture, this.#files);
    const picture = await this.#files.withLocalFile(source, (path) =>
      scaleDown({ path, bitDepth }, THUMBNAIL_SIZES[size]).catch((error: unknown) => {
        const rejected = imageRejected(`The image cannot be decoded: ${reasonOf(error)}`, error);
        this.#remember(key, rejected);
        throw rejected;
      }),
    );
    await this.#files.write(place, picture);
    // Delete the thumbnail that an earlier version made, with stretched contrast.
    if (capture.bitDepth > 8) await this.#files.removeFile(thumbnailKey(capture.id, size));
    if ((await this.#files.sizeOf(source)) === undefined) {
      await this.#files.removeFile(place);
      throw new HubError('not_found', `Capture ${capture.id} was removed meanwhile`);
    }
    return picture.byteLength;
  }

  /** A master never changes, so a failed decoding is final and not repeated for every request. */
  #remember(key: string, failure: HubError): void {
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size >= MAX_REMEMBERED_FAILURES && oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(key, failure);
  }
}

function nameOf(size: ThumbnailSize, bitDepth: number): string {
  return bitDepth > 8 ? `${size}-${LINEAR}` : size;
}

/** Scales 8-bit pictures directly; maps deeper ones from their whole value range to 8 bits. */
async function scaleDown(picture: Picture, maxSidePx: number): Promise<Buffer> {
  const image = openPicture(picture.path);
  const { depth } = await image.metadata();
  if (depth === 'ushort') return (await windowed(picture, maxSidePx)).webp(WEBP).toBuffer();
  return image.autoOrient().resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true }).webp(WEBP).toBuffer();
}

async function windowed(picture: Picture, maxSidePx: number): Promise<Sharp> {
  const samples = await decode(picture, { width: maxSidePx, height: maxSidePx, fit: 'inside' });
  const shown = await throughWindow(wholeOf(samples), wholeRange(samples.max));
  const { width, height, channels } = samples;
  return sharp(shown, { raw: { width, height, channels } });
}
