/**
 * /manual: the documentation as a site, built from `docs`. For everyone, without a sign-in: it contains nothing of this
 * hub. Its addresses are relative, so that it works below any base path.
 */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';
import { decodePath, sendBuilt } from './built-files.ts';
import { answerOtherMethod, READING } from './methods.ts';

const PREFIX = '/manual';

/** Programs of the examples, which browsers should show and not save. */
const AS_TEXT = new Set(['.py', '.ts']);

interface ManualOptions {
  readonly manualDir: string;
  readonly basePath: string;
}

export function serveManual({ manualDir, basePath }: ManualOptions): Middleware {
  return async (ctx, next) => {
    const { path } = ctx;
    if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) await next();
    else if (ctx.method !== 'GET' && ctx.method !== 'HEAD') answerOtherMethod(ctx, READING);
    // Relative addresses of the first page need the slash.
    else if (path === PREFIX) ctx.redirect(`${basePath}${PREFIX}/${ctx.search}`);
    else {
      const file = fileOf(decodePath(path).slice(PREFIX.length));
      const type = AS_TEXT.has(extname(file)) ? 'text/plain; charset=utf-8' : undefined;
      if (!(await sendBuilt(ctx, manualDir, file, type))) answerMissing(ctx, manualDir, basePath);
    }
  };
}

/** Addresses of pages have no ending. */
function fileOf(path: string): string {
  if (path.endsWith('/')) return `${path}index.html`;
  return extname(path) === '' ? `${path}.html` : path;
}

function answerMissing(ctx: Parameters<Middleware>[0], manualDir: string, basePath: string): void {
  ctx.set('Cache-Control', 'no-cache');
  if (!existsSync(join(manualDir, 'index.html'))) {
    ctx.status = 503;
    ctx.body = 'The manual has not been built: run `npm start`, or `npm run build -w manual`.\n';
    return;
  }
  ctx.status = 404;
  ctx.type = 'text/html';
  ctx.body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Page not found</title><meta name="viewport" content="width=device-width">
<p>The manual of this version has no such page.</p><p><a href="${basePath}${PREFIX}/">Contents of the manual</a></p></html>
`;
}
