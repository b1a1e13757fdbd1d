/**
 * Lets pages of named origins use the API with a token or an API key (Fetch standard, CORS). Cookies stay with the hub's
 * own pages: without Access-Control-Allow-Credentials, browsers send none and hide responses to requests with some.
 */
import cors from '@koa/cors';
import type { Middleware } from 'koa';
import { CONTROL_EPOCH_HEADER } from '@eyepiece/shared-types';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SENT = ['authorization', 'content-type', CONTROL_EPOCH_HEADER, 'if-none-match', 'if-range', 'range'];
const READ = [
  'accept-ranges',
  'content-disposition',
  'content-length',
  'content-range',
  'etag',
  'retry-after',
  'x-captured-at-us',
  'x-sequence',
];
/** How long a browser may keep the answer to a preflight request, s. */
const PREFLIGHT_SECONDS = 600;

export function allowOrigins(origins: readonly string[]): Middleware {
  if (origins.length === 0) return (_ctx, next) => next();
  return cors({
    origin: (ctx) => (origins.includes(ctx.get('origin')) ? ctx.get('origin') : ''),
    allowMethods: METHODS,
    allowHeaders: SENT,
    exposeHeaders: READ,
    maxAge: PREFLIGHT_SECONDS,
  });
}
