/** Sends files with ETag, conditional requests and ranges (RFC 9110 §13, §14): those of a folder with the `send` library. */
import { basename, dirname } from 'node:path';
import send from 'send';
import { HubError, notFound } from '../../errors.ts';
import type { StoredFile } from '../../library/captures/files/stored-file.ts';
import type { HubContext } from '../routing/route.ts';
import { sendBytes } from './send-bytes.ts';

/** Cache-Control of what changes less often than permissions: browsers revalidate every time and get a 304. */
export const CHECKED = 'private, no-cache';

export interface FileToSend extends StoredFile {
  readonly contentType: string;
  /** Including the quotes. */
  readonly etag: string;
  readonly cacheControl: string;
  /** File name of the download in any characters, encoded as in RFC 6266; without it the browser displays the file. */
  readonly downloadAs?: string;
}

/** Resolves when the file is sent or the client has disconnected. @throws {HubError} not_found, range_not_satisfiable */
export async function sendFile(ctx: HubContext, file: FileToSend): Promise<void> {
  const { localPath } = file;
  if (localPath === undefined) return sendStored(ctx, file);
  ctx.respond = false;
  const { res: response } = ctx;
  // Its `close` event has already been emitted.
  if (response.destroyed) return;
  response.statusCode = 200;
  if (file.downloadAs !== undefined) ctx.attachment(file.downloadAs);
  response.setHeader('ETag', file.etag);
  response.setHeader('Content-Type', file.contentType);
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Accept-Ranges', 'bytes');
  try {
    await pipe(ctx, localPath);
  } catch (error) {
    ctx.respond = true;
    throw error;
  }
}

async function sendStored(ctx: HubContext, { sizeBytes, etag, contentType, cacheControl, downloadAs, read }: FileToSend): Promise<void> {
  if (downloadAs !== undefined) ctx.attachment(downloadAs);
  ctx.set({ 'Content-Type': contentType, 'Cache-Control': cacheControl });
  await sendBytes(ctx, { sizeBytes, etag, what: 'file', open: (start, end) => read({ start, end }) });
}

function pipe(ctx: HubContext, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    ctx.res.once('close', resolve);
    send(ctx.req, encodeURIComponent(basename(path)), {
      root: dirname(path),
      index: false,
      dotfiles: 'deny',
      // Other methods than GET get the whole (RFC 9110 §14.2).
      acceptRanges: ctx.method === 'GET',
      cacheControl: false,
      lastModified: false,
    })
      .on('error', (error: { status?: number; headers?: Record<string, string> }) => {
        ctx.res.off('close', resolve);
        reject(asHubError(ctx, error));
      })
      .pipe(ctx.res);
  });
}

function asHubError(ctx: HubContext, error: { status?: number; headers?: Record<string, string> }): Error {
  if (error.status === 416) {
    ctx.set('Content-Range', error.headers?.['Content-Range'] ?? '');
    return new HubError('range_not_satisfiable', `The file has no bytes in the range ${ctx.get('range')}`);
  }
  if (error.status === 404) return notFound('The file');
  return new HubError('internal', 'The file could not be read', { cause: error });
}
