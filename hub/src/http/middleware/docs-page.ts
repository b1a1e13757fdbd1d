/** /openapi.json and /docs: Swagger UI served from its npm package, so that it works offline. */
import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Middleware } from 'koa';
import { answerOtherMethod, READING } from './methods.ts';

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
};

const PATHS = /^\/(api\/v1\/)?openapi\.json$|^\/docs(\/|$)/;

const page = (basePath: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>Eyepiece API</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${basePath}/docs/swagger-ui.css"><link rel="icon" href="${basePath}/docs/favicon-32x32.png">
</head>
<body><div id="swagger-ui"></div>
<script src="${basePath}/docs/swagger-ui-bundle.js"></script><script src="${basePath}/docs/start.js"></script></body>
</html>
`;
// A separate file, because the content security policy forbids inline scripts.
const start = (basePath: string): string =>
  `SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** @param makeDocument called once, by the first request for it, because it takes longer than most of a hub's start */
export function apiDocsPage(makeDocument: () => object, basePath: string): Middleware {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const [pageText, startText] = [page(basePath), start(basePath)];
  let json: string | undefined;
  return async (ctx, next) => {
    const reading = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (!reading && PATHS.test(ctx.path)) answerOtherMethod(ctx, READING);
    else if (ctx.path === '/openapi.json' || ctx.path === '/api/v1/openapi.json')
      send(ctx, 'application/json', (json ??= JSON.stringify(makeDocument())));
    else if (ctx.path === '/docs' || ctx.path === '/docs/') send(ctx, 'text/html', pageText);
    else if (ctx.path === '/docs/start.js') send(ctx, 'text/javascript', startText);
    else if (ctx.path.startsWith('/docs/')) await sendAsset(ctx, folder, ctx.path.slice('/docs/'.length), next);
    else await next();
  };
}

type Ctx = Parameters<Middleware>[0];

function send(ctx: Ctx, type: string, body: string): void {
  ctx.type = type;
  ctx.body = body;
}

async function sendAsset(ctx: Ctx, folder: string, name: string, next: () => Promise<unknown>): Promise<void> {
  const type = ASSETS[name];
  const file = join(folder, name);
  if (type === undefined || !existsSync(file)) {
    await next();
    return;
  }
  ctx.type = type;
  ctx.set('Cache-Control', 'public, max-age=86400');
  ctx.body = createReadStream(file);
}
