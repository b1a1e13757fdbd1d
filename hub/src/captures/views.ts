/** Masters of any depth as pictures that a browser can show, and what their samples are like. */
import { randomUUID } from 'node:crypto';
import type { CaptureStatistics, captureViewQuerySchema } from '@eyepiece/shared-types';
import sharp from 'sharp';
import type { z } from 'zod';
import { HubError, invalidField } from '../errors.ts';
import { imageRejected, reasonOf } from './image-check.ts';
import type { JobQueue } from './job-queue.ts';
import { pictureOf, type Source } from './picture-source.ts';
import { countSamples, decode, type Samples } from './samples.ts';
import { automaticWindow, statisticsOf, throughWindow, type Window } from './window.ts';

export type ViewWish = z.output<typeof captureViewQuerySchema>;

export interface View {
  readonly bytes: Buffer;
  readonly contentType: string;
}

interface ViewsOptions {
  readonly pathOf: (relative: string) => string;
  /** The one of the thumbnails: all of them together decode no more than it lets. */
  readonly queue: JobQueue;
}

const CONTENT_TYPES = { webp: 'image/webp', png: 'image/png', jpg: 'image/jpeg' } as const;

export class Views {
  readonly #pathOf: (relative: string) => string;
  readonly #queue: JobQueue;

  constructor({ pathOf, queue }: ViewsOptions) {
    this.#pathOf = pathOf;
    this.#queue = queue;
  }

  /** Names what `render` gives: a master never changes. */
  etagOf({ sha256 }: Source, { width, black, white, gamma, type }: ViewWish): string {
    return `"${sha256.slice(0, 32)}-${[width ?? '', black ?? '', white ?? '', gamma].join('-')}-${type}"`;
  }

  /** @throws {HubError} validation_failed, image_rejected, not_found; the signal's reason when it is aborted first */
  render(capture: Source, wish: ViewWish, signal: AbortSignal): Promise<View> {
    return this.#inTurn(capture, signal, async (picture) => {
      const samples = await decode(picture, wish.width === undefined ? undefined : { width: wish.width });
      signal.throwIfAborted();
      const shown = await throughWindow(samples, await windowOf(samples, wish), signal);
      return { bytes: await encode(samples, shown, wish.type), contentType: CONTENT_TYPES[wish.type] };
    });
  }

  /** Of every sample of the master. Of raw files and clips: of their preview. @throws as `render` */
  statistics(capture: Source, signal: AbortSignal): Promise<CaptureStatistics> {
    return this.#inTurn(capture, signal, async (picture) => {
      const samples = await decode(picture);
      return statisticsOf(await countSamples(samples, signal), samples.max);
    });
  }

  async #inTurn<T>(capture: Source, signal: AbortSignal, work: (picture: Awaited<ReturnType<typeof pictureOf>>) => Promise<T>): Promise<T> {
    const picture = await pictureOf(capture, this.#pathOf);
    return this.#queue
      .run(`view-${randomUUID()}`, () => work(picture), { urgent: true, signal })
      .catch((error: unknown) => {
        if (error instanceof HubError || signal.aborted) throw error;
        throw imageRejected(`The image cannot be decoded: ${reasonOf(error)}`, error);
      });
  }
}

/** What was asked; pictures of more than 8 bits of which nothing was asked get a window by their samples. */
async function windowOf(samples: Samples, { black, white, gamma }: ViewWish): Promise<Window> {
  const automatic = black === undefined && white === undefined && samples.max > 255;
  if (automatic) return { ...automaticWindow(await countSamples(samples), samples.max), gamma };
  const window = { black: black ?? 0, white: white ?? samples.max, gamma };
  if (window.black < window.white) return window;
  throw invalidField({ path: 'query.black', message: `must be below white (${String(window.white)})`, value: black });
}

function encode({ width, height, channels }: Samples, shown: Uint8Array, type: ViewWish['type']): Promise<Buffer> {
  const image = sharp(shown, { raw: { width, height, channels } });
  if (channels === 1) image.toColourspace('b-w');
  if (type === 'png') return image.png({ compressionLevel: 3 }).toBuffer();
  if (type === 'jpg') return image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
  return image.webp({ quality: 90, effort: 2 }).toBuffer();
}
