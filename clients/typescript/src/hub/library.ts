import { capturePageSchema, captureSchema, type Capture, type MasterFormat } from '@eyepiece/shared-types';
import type { Waiting } from '../deadline.ts';
import { invalid } from '../hub-error.ts';
import type { Rest } from '../rest/rest.ts';
import { downloadChunks, wholeFile } from './download.ts';

export interface CaptureFilter {
  /** Words; each must begin a word in label, notes, tags, file name, session title or user name. */
  readonly q?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly format?: MasterFormat | undefined;
  readonly jobId?: string | undefined;
  /** Captures of one order for several cameras. */
  readonly shotId?: string | undefined;
  /** Taken not before and not after, as ISO times. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tag?: string | undefined;
  readonly label?: string | undefined;
  readonly ratingMin?: number | undefined;
  /** ms */
  readonly exposureMin?: number | undefined;
  readonly exposureMax?: number | undefined;
  /** dB */
  readonly gainMin?: number | undefined;
  readonly gainMax?: number | undefined;
  /** The trash instead of the library. */
  readonly deleted?: boolean | undefined;
}

export interface SearchOptions extends Waiting {
  /** Captures of each request, 1 to 200. */
  readonly pageSize?: number | undefined;
}

const PAGE_MAX = 200;

/** A capture of the library with its file. */
export class LibraryCapture {
  /** As the library has it. */
  readonly info: Capture;
  readonly #rest: Rest;

  /** @internal */
  constructor(rest: Rest, info: Capture) {
    this.#rest = rest;
    this.info = info;
  }

  get id(): string {
    return this.info.id;
  }

  /**
   * The master file in pieces, for files that do not fit into memory. An interrupted download continues where it was.
   * The last piece comes after the digest was compared: a loop that ends without an error has read the right bytes.
   */
  chunks({ signal }: Pick<Waiting, 'signal'> = {}): AsyncGenerator<Uint8Array, void, undefined> {
    return downloadChunks(this.#rest, this.info, signal);
  }

  /** The master file, compared with its SHA-256. */
  download(options: Pick<Waiting, 'signal'> = {}): Promise<Uint8Array<ArrayBuffer>> {
    return wholeFile(this.info, this.chunks(options));
  }
}

/** @internal */
export async function oneCapture(rest: Rest, id: string, { signal, timeoutMs }: Waiting): Promise<LibraryCapture> {
  const path = `/captures/${encodeURIComponent(id)}`;
  return new LibraryCapture(rest, await rest.json(captureSchema, path, { signal, timeoutMs, cache: 'no-store' }));
}

/** @internal */
export async function* allCaptures(
  rest: Rest,
  filter: CaptureFilter,
  { pageSize = PAGE_MAX, signal, timeoutMs }: SearchOptions,
): AsyncGenerator<LibraryCapture, void, undefined> {
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_MAX) throw invalid('pageSize', `must be 1 to ${PAGE_MAX}`);
  let cursor: string | undefined;
  do {
    const query = { ...filter, limit: pageSize, cursor };
    const page = await rest.json(capturePageSchema, '/captures', { query, signal, timeoutMs, cache: 'no-store' });
    for (const capture of page.captures) yield new LibraryCapture(rest, capture);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
