/** The built UI: hashed assets for ever, everything else is the one page. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import serve from 'koa-static';

/** Paths that are never pages of the UI: an unknown one is an error, not the start page. */
const NOT_PAGES = /^\/(api|ingest|socket\.io|docs|metrics|health|ready)(\/|$)/;

export function serveUi(uiDir: string): Middleware {
  const files = serve(uiDir, {
    index: false,
    setHeaders: (response, path) => {
      const hashed = path.includes('/assets/') || path.includes('\\assets\\');
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return async (ctx, next) => {
    if (NOT_PAGES.test(ctx.path)) {
      await next();
      return;
    }
    await files(ctx, async () => {
      if ((ctx.method === 'GET' || ctx.method === 'HEAD') && !ctx.path.startsWith('/assets/')) await sendPage(ctx, uiDir);
      else await next();
    });
  };
}

async function sendPage(ctx: Parameters<Middleware>[0], uiDir: string): Promise<void> {
  const file = join(uiDir, 'index.html');
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) {
    ctx.status = 503;
    ctx.body = 'The user interface has not been built: run `npm start`, or `npm run build -w ui`.\n';
    return;
  }
  ctx.type = 'text/html';
  ctx.set('Cache-Control', 'no-cache');
  ctx.body = createReadStream(file);
}
