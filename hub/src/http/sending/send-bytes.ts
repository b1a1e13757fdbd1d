/** Sends bytes of known size, with conditional requests and ranges (RFC 9110 §13, §14). The caller has set the headers of the whole. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HubError } from '../../errors.ts';
import type { HubContext } from '../routing/route.ts';
import { parseByteRange, type ByteRange } from './byte-range.ts';

export interface BytesToSend {
  readonly sizeBytes: number;
  /** Including the quotes. */
  readonly etag: string;
  /** For messages: "archive". */
  readonly what: string;
  /** The bytes from `from` to `to`, both included. Fewer or more of them cut the connection. */
  open(from: number, to: number): Readable;
}

/**
 * Resolves when the bytes are sent or the client has disconnected. An error before the first byte is thrown. A later
 * one cuts the connection, so that the download fails instead of being corrupt.
 * @throws {HubError} range_not_satisfiable
 */
export async function sendBytes(ctx: HubContext, bytes: BytesToSend): Promise<void> {
  const { sizeBytes, etag } = bytes;
  ctx.status = 200;
  ctx.set({ ETag: etag, 'Accept-Ranges': 'bytes' });
  if (ctx.fresh) {
    ctx.status = 304;
    ctx.body = null;
    return;
  }
  const range = rangeOf(ctx, bytes);
  const { from, to } = range ?? { from: 0, to: sizeBytes - 1 };
  const source = ctx.method === 'HEAD' || sizeBytes === 0 ? undefined : bytes.open(from, to);
  if (source !== undefined) await untilReadable(source, ctx);
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${from}-${to}/${sizeBytes}`);
  }
  const length = to - from + 1;
  ctx.length = length;
  ctx.respond = false;
  ctx.res.statusCode = ctx.status;
  if (source === undefined) {
    ctx.res.end();
    return;
  }
  await pipeline(source, exactly(length), ctx.res).catch((error: unknown) => {
    if (!isDisconnected(error)) throw error;
  });
}

/** Passes as many bytes as were announced: further ones would be read as the next response. @throws {Error} for another number */
function exactly(length: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let left = length;
    for await (const bytes of source) {
      left -= bytes.length;
      if (left < 0) break;
      yield bytes;
    }
    if (left !== 0) throw new Error(`the source has ${left > 0 ? 'fewer' : 'more'} than the announced ${length} bytes`);
  };
}

/** Resolves with the first bytes, with the end, or when the client has disconnected. @throws the error of the stream */
function untilReadable(source: Readable, { res }: HubContext): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      source.off('readable', settle).off('error', fail);
      res.off('close', settle);
      resolve();
    };
    const fail = (error: Error): void => {
      reject(error);
      settle();
    };
    source.on('readable', settle).on('error', fail);
    res.on('close', settle);
  });
}

/** The requested range, if If-Range still matches. Several ranges and other methods than GET get the whole (RFC 9110 §14.2). */
function rangeOf(ctx: HubContext, { sizeBytes, etag, what }: BytesToSend): ByteRange | undefined {
  if (ctx.method !== 'GET') return undefined;
  const validator = ctx.get('If-Range');
  if (validator !== '' && validator !== etag) return undefined;
  const range = parseByteRange(ctx.get('Range'), sizeBytes);
  if (range !== 'unsatisfiable') return range;
  ctx.set('Content-Range', `bytes */${sizeBytes}`);
  throw new HubError('range_not_satisfiable', `The ${what} of ${sizeBytes} bytes has none in the range ${ctx.get('range')}`);
}

export function isDisconnected(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'EPIPE');
}
