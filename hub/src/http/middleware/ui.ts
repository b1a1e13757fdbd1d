/** The built UI: hashed assets for ever, everything else is the one page. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';
import serve from 'koa-static';
import { answerOther, READING } from './methods.ts';

/** Paths that are never pages of the UI: an unknown one is an error, not the start page. */
const NOT_PAGES = /^\/(api|ingest|socket\.io|docs|metrics|health|ready)(\/|$)/;

export function serveUi(uiDir: string, basePath: string): Middleware {
  const files = serve(uiDir, {
    index: false,
    // The build leaves a .br and a .gz beside each text file; the client's Accept-Encoding chooses.
    brotli: true,
    gzip: true,
    setHeaders: (response, path, { size, mtimeMs }) => {
      const hashed = path.includes('/assets/') || path.includes('\\assets\\');
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('Vary', 'Accept-Encoding');
      response.setHeader('ETag', etagOf(extname(path), size, mtimeMs));
    },
  });
  return async (ctx, next) => {
    if (NOT_PAGES.test(ctx.path)) {
      await next();
      return;
    }
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      answerOther(ctx, READING);
      return;
    }
    const page = (): Promise<void> => sendPage(ctx, uiDir, basePath);
    // As it was built, the page does not know the base path.
    if (ctx.path === '/index.html') await page();
    else {
      await files(ctx, async () => {
        if (!ctx.path.startsWith('/assets/')) await page();
        else await next();
      });
    }
    if (ctx.fresh) ctx.status = 304;
  };
}

/** Of one encoding of one file: its name, behind which only the encoding differs, need not be in it. */
function etagOf(encoding: string, size: number, mtimeMs: number): string {
  return `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}${encoding}"`;
}

/** The build addresses its files relative to the page, which is served under addresses of any depth. */
const RELATIVE = /(?<=\s(?:src|href)=")\.\//g;
const BASE_PATH_META = '<meta name="base-path" content="" />';

async function sendPage(ctx: Parameters<Middleware>[0], uiDir: string, basePath: string): Promise<void> {
  const built = await readFile(join(uiDir, 'index.html'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (built === undefined) {
    ctx.status = 503;
    ctx.body = 'The user interface has not been built: run `npm start`, or `npm run build -w ui`.\n';
    return;
  }
  ctx.type = 'text/html';
  const page = built.replace(RELATIVE, `${basePath}/`).replace(BASE_PATH_META, BASE_PATH_META.replace('""', `"${basePath}"`));
  ctx.set({ 'Cache-Control': 'no-cache', ETag: `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"` });
  ctx.body = page;
}
