/** The files of a build: hashed ones are cached for ever. Text files have compressed copies beside them. */
import { extname } from 'node:path';
import type { Middleware } from 'koa';
import { HubError } from '../../errors.ts';
import { openInside, type OpenFile } from '../sending/open-inside.ts';
import { sendBytes } from '../sending/send-bytes.ts';

const COMPRESSED = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

type Context = Parameters<Middleware>[0];

interface Found extends OpenFile {
  readonly encoding?: string;
}

/**
 * Sends a file of the folder, in an encoding that the client accepts.
 * @param path with a slash in front
 * @returns whether there is such a file; without one, the response is unchanged
 * @throws {HubError} range_not_satisfiable
 */
export async function sendBuilt(ctx: Context, folder: string, path: string, type = extname(path)): Promise<boolean> {
  const name = path.slice(1);
  const found = await find(ctx, folder, name);
  if (found === undefined) return false;
  const { handle, sizeBytes, modifiedAt, encoding } = found;
  try {
    if (encoding !== undefined) ctx.set('Content-Encoding', encoding);
    ctx.vary('Accept-Encoding');
    ctx.type = type;
    if (ctx.type === '') ctx.type = 'application/octet-stream';
    ctx.set({
      'Cache-Control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'Last-Modified': modifiedAt.toUTCString(),
    });
    await sendBytes(ctx, {
      sizeBytes,
      etag: `"${sizeBytes.toString(36)}-${modifiedAt.getTime().toString(36)}-${encoding ?? 'identity'}"`,
      what: 'file',
      open: (start, end) => handle.createReadStream({ start, end }),
    });
  } finally {
    await handle.close();
  }
  return true;
}

async function find(ctx: Context, folder: string, name: string): Promise<Found | undefined> {
  for (const { encoding, ending } of COMPRESSED) {
    if (ctx.acceptsEncodings(encoding, 'identity') !== encoding) continue;
    const file = await openInside(folder, name + ending);
    if (file !== undefined) return { ...file, encoding };
  }
  return openInside(folder, name);
}

/** @throws {HubError} validation_failed */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new HubError('validation_failed', 'The path has a malformed escape', { cause: error });
  }
}
