/** Serves the built UI: hashed assets are cached for ever, all other paths get index.html. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import { decodePath, sendBuilt } from './built-files.ts';
import { answerOtherMethod, READING } from './methods.ts';

/** Paths outside the UI: unknown ones give an error, not index.html. */
const NOT_PAGES = /^\/(api|ingest|socket\.io|docs|clients|embed|metrics|health|ready|manual)(\/|$)/;

interface UiOptions {
  readonly uiDir: string;
  readonly basePath: string;
  /** Undefined while HTTPS is off. */
  readonly httpsPort: () => number | undefined;
}

export function serveUi(options: UiOptions): Middleware {
  const { uiDir } = options;
  return async (ctx, next) => {
    if (NOT_PAGES.test(ctx.path)) {
      await next();
      return;
    }
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      answerOtherMethod(ctx, READING);
      return;
    }
    const path = decodePath(ctx.path);
    // The built page contains neither the base path nor the port of HTTPS.
    if (path !== '/index.html' && (await sendBuilt(ctx, uiDir, path))) return;
    if (path.startsWith('/assets/')) await next();
    else await sendPage(ctx, options);
  };
}

/** The build uses relative addresses, which must become absolute because the page is served at any depth. */
const RELATIVE = /(?<=\s(?:src|href)=")\.\//g;

async function sendPage(ctx: Parameters<Middleware>[0], { uiDir, basePath, httpsPort }: UiOptions): Promise<void> {
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
  const metadata = { 'base-path': basePath, 'https-port': String(httpsPort() ?? '') };
  let page = built.replace(RELATIVE, `${basePath}/`);
  for (const [name, value] of Object.entries(metadata)) page = page.replace(metaOf(name, ''), metaOf(name, value));
  ctx.set({ 'Cache-Control': 'no-cache', ETag: `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"` });
  ctx.body = page;
  if (ctx.fresh) ctx.status = 304;
}

function metaOf(name: string, content: string): string {
  return `<meta name="${name}" content="${content}" />`;
}
