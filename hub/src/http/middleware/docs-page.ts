/**
 * /openapi.json and /docs: Swagger UI served from its npm package, so that it works offline. /asyncapi.json and
 * /docs/events: the same for the events of sockets.
 */
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

const PATHS = /^\/(api\/v1\/)?(openapi|asyncapi)\.json$|^\/docs(\/|$)/;
const OPENAPI = /^\/(api\/v1\/)?openapi\.json$/;
const ASYNCAPI = /^\/(api\/v1\/)?asyncapi\.json$/;

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
  `const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** Called once, by the first request for them, because they take longer than most of a hub's start. */
export interface Documents {
  readonly openApi: () => object;
  readonly asyncApi: () => object;
  /** HTML of the events. */
  readonly eventsPage: () => string;
}

export function apiDocsPage(documents: Documents, basePath: string): Middleware {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const [pageText, startText] = [page(basePath), start(basePath)];
  const made = new Map<keyof Documents, string>();
  const textOf = (name: keyof Documents): string => {
    const text = made.get(name) ?? textFrom(documents[name]());
    made.set(name, text);
    return text;
  };
  return async (ctx, next) => {
    const reading = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (!reading && PATHS.test(ctx.path)) answerOtherMethod(ctx, READING);
    else if (OPENAPI.test(ctx.path)) send(ctx, 'application/json', textOf('openApi'));
    else if (ASYNCAPI.test(ctx.path)) send(ctx, 'application/json', textOf('asyncApi'));
    else if (ctx.path === '/docs/events') send(ctx, 'text/html', textOf('eventsPage'));
    else if (ctx.path === '/docs' || ctx.path === '/docs/') send(ctx, 'text/html', pageText);
    else if (ctx.path === '/docs/start.js') send(ctx, 'text/javascript', startText);
    else if (ctx.path.startsWith('/docs/')) await sendAsset(ctx, folder, ctx.path.slice('/docs/'.length), next);
    else await next();
  };
}

const textFrom = (document: object | string): string => (typeof document === 'string' ? document : JSON.stringify(document));

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
