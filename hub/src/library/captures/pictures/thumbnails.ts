import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { THUMBNAIL_SIZES, type ThumbnailSize } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import sharp, { type Sharp } from 'sharp';
import { HubError } from '../../../errors.ts';
import { DEFAULT_LIMITS } from '../../../process/limits/limits.ts';
import { replaceFile, sizeOfFile } from '../files/durable-files.ts';
import { decodingQueue, HUB, type DecodingQueue, type PictureRequest } from './decoding.ts';
import { imageRejected, reasonOf } from './image-check.ts';
import { thumbnailPath } from '../files/layout.ts';
import { pictureOf, type Source } from './picture-source.ts';
import { decode, openPicture, wholeOf, type Picture } from './samples.ts';
import { throughWindow, wholeRange } from './window.ts';

export interface Thumbnail {
  readonly path: string;
  readonly sizeBytes: number;
  readonly contentType: 'image/webp';
  readonly etag: string;
}

interface ThumbnailsOptions {
  readonly dataDir: string;
  readonly pathOf: (relative: string) => string;
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

/** Thumbnails of captures, cached on disk. They may be deleted at any time and are made again on request. */
export class Thumbnails {
  readonly #root: string;
  readonly #incoming: string;
  readonly #pathOf: (relative: string) => string;
  readonly #logger: Logger;
  /** Shared with everything that decodes masters. */
  readonly queue: DecodingQueue;
  readonly #failures = new Map<string, HubError>();

  private constructor({ dataDir, pathOf, logger, queue = decodingQueue(DEFAULT_LIMITS.queues) }: ThumbnailsOptions) {
    this.#root = join(dataDir, 'thumbnails');
    this.#incoming = join(this.#root, '.incoming');
    this.#pathOf = pathOf;
    this.#logger = logger;
    this.queue = queue;
  }

  static async open(options: ThumbnailsOptions): Promise<Thumbnails> {
    const thumbnails = new Thumbnails(options);
    await rm(thumbnails.#incoming, { recursive: true, force: true });
    await mkdir(thumbnails.#incoming, { recursive: true });
    // By default libvips starts a thread per core for each picture. One thread leaves a core to the event loop.
    sharp.concurrency(1);
    return thumbnails;
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
    const path = thumbnailPath(this.#root, capture.id, nameOf(size, capture.bitDepth));
    const sizeBytes = (await sizeOfFile(path)) ?? (await this.#make(capture, size, 'thumbnails', request));
    return { path, sizeBytes, contentType: 'image/webp', etag: `"${capture.sha256.slice(0, 32)}-${nameOf(size, capture.bitDepth)}"` };
  }

  /** Deletes all sizes of a removed capture. */
  async forget(id: string): Promise<void> {
    for (const size of Object.keys(THUMBNAIL_SIZES)) {
      this.#failures.delete(`${id}-${size}`);
      for (const name of [size, `${size}-${LINEAR}`]) await rm(thumbnailPath(this.#root, id, name), { force: true });
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
    const path = thumbnailPath(this.#root, capture.id, nameOf(size, capture.bitDepth));
    const source = await pictureOf(capture, this.#pathOf);
    const picture = await scaleDown(source, THUMBNAIL_SIZES[size]).catch((error: unknown) => {
      const rejected = imageRejected(`The image cannot be decoded: ${reasonOf(error)}`, error);
      this.#remember(key, rejected);
      throw rejected;
    });
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, picture, this.#incoming);
    // Delete the thumbnail that an earlier version made, with stretched contrast.
    if (capture.bitDepth > 8) await rm(thumbnailPath(this.#root, capture.id, size), { force: true });
    if ((await sizeOfFile(source.path)) === undefined) {
      await rm(path, { force: true });
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
