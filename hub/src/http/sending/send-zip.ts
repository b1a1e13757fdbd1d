/** Sends an archive that is created meanwhile, with ETag, conditional requests and ranges (RFC 9110 §13, §14). */
import { pipeline } from 'node:stream/promises';
import { HubError } from '../../errors.ts';
import type { ZipPlan } from '../../library/formats/zip/zip.ts';
import type { HubContext } from '../routing/route.ts';
import { parseByteRange, type ByteRange } from './byte-range.ts';
import { CHECKED } from './send-file.ts';

export interface ZipToSend {
  readonly plan: ZipPlan;
  /** Any characters; encoded as in RFC 6266. */
  readonly filename: string;
  /** Including the quotes. Changes with the content. */
  readonly etag: string;
}

/**
 * Resolves when it is sent or the client has disconnected. If a file has changed meanwhile, the connection is cut, so
 * that the download fails instead of being corrupt.
 * @throws {HubError} range_not_satisfiable
 */
export async function sendZip(ctx: HubContext, { plan, filename, etag }: ZipToSend): Promise<void> {
  ctx.status = 200;
  ctx.type = 'application/zip';
  ctx.attachment(filename);
  ctx.set({ ETag: etag, 'Accept-Ranges': 'bytes', 'Cache-Control': CHECKED });
  if (ctx.fresh) {
    ctx.status = 304;
    ctx.body = null;
    return;
  }
  const range = rangeOf(ctx, plan.sizeBytes, etag);
  const { from, to } = range ?? { from: 0, to: plan.sizeBytes - 1 };
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${from}-${to}/${plan.sizeBytes}`);
  }
  ctx.length = to - from + 1;
  ctx.respond = false;
  ctx.res.statusCode = ctx.status;
  if (ctx.method === 'HEAD') {
    ctx.res.end();
    return;
  }
  await pipeline(plan.stream(from, to), ctx.res).catch((error: unknown) => {
    if (!isDisconnected(error)) throw error;
  });
}

/** The requested range, if If-Range still matches. Several ranges get the whole archive (RFC 9110 §14.2). */
function rangeOf(ctx: HubContext, sizeBytes: number, etag: string): ByteRange | undefined {
  const validator = ctx.get('If-Range');
  if (validator !== '' && validator !== etag) return undefined;
  const range = parseByteRange(ctx.get('Range'), sizeBytes);
  if (range !== 'unsatisfiable') return range;
  ctx.set('Content-Range', `bytes */${sizeBytes}`);
  for (const name of ['ETag', 'Content-Disposition']) ctx.remove(name);
  throw new HubError('range_not_satisfiable', `The archive of ${sizeBytes} bytes has none in the range ${ctx.get('range')}`);
}

function isDisconnected(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'EPIPE');
}
