import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { THUMBNAIL_SIZES, type ThumbnailSize } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import sharp from 'sharp';
import { HubError } from '../errors.ts';
import type { CaptureRow } from '../persistence/capture.ts';
import { replaceFile } from './durable-files.ts';
import { imageRejected, MAX_PIXELS, reasonOf } from './image-check.ts';
import { JobQueue } from './job-queue.ts';
import { thumbnailPath } from './layout.ts';

export interface Thumbnail {
  readonly path: string;
  readonly sizeBytes: number;
  readonly contentType: 'image/webp';
  readonly etag: string;
}

type Source = Pick<CaptureRow, 'id' | 'sha256' | 'bitDepth' | 'path'>;

interface ThumbnailsOptions {
  readonly dataDir: string;
  readonly pathOf: (relative: string) => string;
  readonly logger: Logger;
}

/** One decoder at a time: it holds a libuv thread, of which the live pictures' renditions need the rest. */
const CONCURRENCY = 1;
/** More than this many wait only after an outage; the rest is made when somebody looks. */
const MAX_SCHEDULED = 2000;
const MAX_REMEMBERED_FAILURES = 1000;
const WEBP = { quality: 80, effort: 2 } as const;
const MAX_16_BIT = 65_535;

/** Small pictures of the captures, kept on disk; all of them may be deleted at any time and are made again. */
export class Thumbnails {
  readonly #root: string;
  readonly #incoming: string;
  readonly #pathOf: (relative: string) => string;
  readonly #logger: Logger;
  readonly #queue = new JobQueue(CONCURRENCY);
  readonly #failures = new Map<string, HubError>();

  private constructor({ dataDir, pathOf, logger }: ThumbnailsOptions) {
    this.#root = join(dataDir, 'thumbnails');
    this.#incoming = join(this.#root, '.incoming');
    this.#pathOf = pathOf;
    this.#logger = logger;
  }

  static async open(options: ThumbnailsOptions): Promise<Thumbnails> {
    const thumbnails = new Thumbnails(options);
    await rm(thumbnails.#incoming, { recursive: true, force: true });
    await mkdir(thumbnails.#incoming, { recursive: true });
    // libvips would start a thread per core for each picture; one each leaves a core to the event loop.
    sharp.concurrency(1);
    return thumbnails;
  }

  /** Makes all sizes in the background. */
  schedule(capture: Source): void {
    if (this.#queue.waiting >= MAX_SCHEDULED) return;
    for (const size of Object.keys(THUMBNAIL_SIZES) as ThumbnailSize[]) {
      this.#make(capture, size, false).catch((error: unknown) => {
        if (error instanceof HubError && error.code === 'shutting_down') return;
        this.#logger.warn({ captureId: capture.id, size, err: error }, 'no thumbnail');
      });
    }
  }

  /** The thumbnail, made now if it is missing. @throws {HubError} image_rejected when the master cannot be decoded */
  async get(capture: Source, size: ThumbnailSize): Promise<Thumbnail> {
    const path = thumbnailPath(this.#root, capture.id, size);
    const sizeBytes = (await sizeOf(path)) ?? (await this.#make(capture, size, true));
    return { path, sizeBytes, contentType: 'image/webp', etag: `"${capture.sha256.slice(0, 32)}-${size}"` };
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #make(capture: Source, size: ThumbnailSize, urgent: boolean): Promise<number> {
    const key = `${capture.id}-${size}`;
    const failure = this.#failures.get(key);
    if (failure) throw failure;
    return this.#queue.run(key, () => this.#write(capture, size, key), { urgent });
  }

  async #write(capture: Source, size: ThumbnailSize, key: string): Promise<number> {
    const path = thumbnailPath(this.#root, capture.id, size);
    const masterPath = this.#pathOf(capture.path);
    if ((await sizeOf(masterPath)) === undefined) throw new HubError('not_found', `The file of capture ${capture.id} is missing`);
    const picture = await scaleDown(masterPath, capture.bitDepth, THUMBNAIL_SIZES[size]).catch((error: unknown) => {
      const rejected = imageRejected(`The image cannot be decoded: ${reasonOf(error)}`, error);
      this.#remember(key, rejected);
      throw rejected;
    });
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, picture, this.#incoming);
    return picture.byteLength;
  }

  /** A master never changes, so nor does its fault: nobody decodes it again by asking again. */
  #remember(key: string, failure: HubError): void {
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size >= MAX_REMEMBERED_FAILURES && oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(key, failure);
  }
}

async function scaleDown(path: string, bitDepth: number, maxSidePx: number): Promise<Buffer> {
  const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const { depth } = await image.metadata();
  image.autoOrient().resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true });
  // Samples of 10 or 12 bits lie at the low end of 16: without this they are next to black.
  if (depth === 'ushort' && bitDepth < 16) image.linear(MAX_16_BIT / (2 ** bitDepth - 1), 0);
  return image.webp(WEBP).toBuffer();
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
