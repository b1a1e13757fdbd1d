/** The files of a build: hashed ones are cached for ever. */
import { extname } from 'node:path';
import type { Middleware } from 'koa';
import serve from 'koa-static';

/** Calls `next` for a path without a file. */
export function builtFiles(folder: string): Middleware {
  return serve(folder, {
    index: false,
    // The build creates .br and .gz versions of text files, selected by Accept-Encoding.
    brotli: true,
    gzip: true,
    setHeaders: (response, path, { size, mtimeMs }) => {
      const hashed = path.includes('/assets/') || path.includes('\\assets\\');
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('Vary', 'Accept-Encoding');
      response.setHeader('ETag', etagOf(extname(path), size, mtimeMs));
    },
  });
}

/** The ETag of one encoding of a file. */
function etagOf(encoding: string, size: number, mtimeMs: number): string {
  return `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}${encoding}"`;
}
