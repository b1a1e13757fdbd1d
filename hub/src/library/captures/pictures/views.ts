/** Renders masters of any bit depth for browsers, and computes statistics of their samples. */
import type { CaptureStatistics, captureViewQuerySchema } from '@eyepiece/shared-types';
import sharp from 'sharp';
import type { z } from 'zod';
import { HubError, invalidField } from '../../../errors.ts';
import { imageRejected, reasonOf } from './image-check.ts';
import type { FileStore } from '../../store/file-store.ts';
import type { DecodingQueue, PictureRequest } from './decoding.ts';
import { pictureOf, type Source } from './picture-source.ts';
import { countAll, scan, type Picture, type Scan } from './samples.ts';
import { statisticsOf, throughWindow, type Window } from './window.ts';

export type ViewOptions = z.output<typeof captureViewQuerySchema>;

export interface View {
  readonly bytes: Buffer;
  readonly contentType: string;
}

interface ViewsOptions {
  readonly files: FileStore;
  /** Shared with the thumbnails, to bound the total number of decoders. */
  readonly queue: DecodingQueue;
}

const CONTENT_TYPES = { webp: 'image/webp', png: 'image/png', jpg: 'image/jpeg' } as const;

export class Views {
  readonly #files: FileStore;
  readonly #queue: DecodingQueue;

  constructor({ files, queue }: ViewsOptions) {
    this.#files = files;
    this.#queue = queue;
  }

  /** Identifies the result of `render`: master and options determine it. */
  etagOf({ sha256 }: Source, { width, black, white, gamma, type }: ViewOptions): string {
    return `"${sha256.slice(0, 32)}-${[width ?? '', black ?? 'low', white ?? 'high', gamma].join('-')}-${type}"`;
  }

  /** @throws {HubError} validation_failed, image_rejected, not_found, rate_limited; the signal's reason when it is aborted first */
  render(capture: Source, options: ViewOptions, by: PictureRequest): Promise<View> {
    return this.#enqueue(capture, `view ${capture.id} ${this.etagOf(capture, options)}`, by, async (picture, signal) => {
      const read = await scan(picture, { width: options.width });
      const shown = await throughWindow(read, windowOf(read, options), signal);
      signal.throwIfAborted();
      return { bytes: await encode(read, shown, options.type), contentType: CONTENT_TYPES[options.type] };
    });
  }

  /** Statistics over every sample of the master; of the preview for raw files and clips. @throws as `render` */
  statistics(capture: Source, by: PictureRequest): Promise<CaptureStatistics> {
    return this.#enqueue(capture, `statistics ${capture.id}`, by, async (picture, signal) => {
      const read = await scan(picture);
      return statisticsOf(await countAll(read, signal), read.max);
    });
  }

  async #enqueue<T>(
    capture: Source,
    key: string,
    { by, signal }: PictureRequest,
    work: (picture: Picture, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { key: file, bitDepth } = await pictureOf(capture, this.#files);
    return this.#queue
      .run((wanted) => this.#files.withLocalFile(file, (path) => work({ path, bitDepth }, wanted)), { lane: 'views', by, key, signal })
      .catch((error: unknown) => {
        if (error instanceof HubError || signal?.aborted === true) throw error;
        throw imageRejected(`The image cannot be decoded: ${reasonOf(error)}`, error);
      });
  }
}

/** The requested window; defaults to the whole value range. */
function windowOf(read: Scan, { black, white, gamma }: ViewOptions): Window {
  const window = { black: black ?? 0, white: white ?? read.max, gamma };
  if (window.black < window.white) return window;
  throw invalidField({ path: 'query.black', message: `must be below white (${String(window.white)})`, value: black });
}

function encode(
  { width, height, channels }: Pick<Scan, 'width' | 'height' | 'channels'>,
  shown: Uint8Array,
  type: ViewOptions['type'],
): Promise<Buffer> {
  const image = sharp(shown, { raw: { width, height, channels } });
  if (channels === 1) image.toColourspace('b-w');
  if (type === 'png') return image.png({ compressionLevel: 3 }).toBuffer();
  if (type === 'jpg') return image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
  return image.webp({ quality: 90, effort: 2 }).toBuffer();
}
