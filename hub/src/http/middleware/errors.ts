/** Translates all errors to HTTP responses. */
import Koa, { type Middleware } from 'koa';
import type { Logger } from 'pino';
import { HubError, notFound, toErrorBody, toHubError } from '../../errors.ts';

export function handleErrors(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null) && ctx.respond !== false)
        throw notFound(`${ctx.method} ${ctx.path}`);
    } catch (thrown) {
      const error = fromKoa(thrown);
      if (error.status >= 500) {
        const level = isDisconnect(ctx, error.cause) ? 'debug' : 'warn';
        logger[level]({ err: error.cause ?? error, code: error.code, path: ctx.path }, error.message);
      }
      if (ctx.headerSent || !ctx.writable) {
        ctx.res.destroy();
        return;
      }
      // The rest of an unread body would be parsed as the next request.
      if (!ctx.req.complete) ctx.set('Connection', 'close');
      if (error.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(Math.ceil(error.retryAfterSeconds)));
      if (error.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
      for (const name of OF_CONTENT) ctx.remove(name);
      // Errors must not be cached: a missing preview may arrive a moment later.
      ctx.set('Cache-Control', 'no-store');
      ctx.status = error.status;
      ctx.body = toErrorBody(error);
    }
  };
}

/** Headers of the content that a route meant to send: the body of the error has none of them. */
const OF_CONTENT = ['Accept-Ranges', 'Content-Disposition', 'Content-Encoding', 'Content-Type', 'ETag', 'Last-Modified', 'Repr-Digest'];

const DISCONNECTS = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/** Whether the client disconnected during the request or response. Errors of the database connection have the same codes. */
function isDisconnect(ctx: Koa.Context, cause: unknown): boolean {
  if (!isDisconnected(ctx)) return false;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && DISCONNECTS.has(cause.code);
}

/** Whether the connection closed before the response was complete. */
export function isDisconnected({ req, res }: Koa.Context): boolean {
  return req.socket.destroyed && !res.writableFinished;
}

/** Koa and its middleware throw http-errors, for example for a malformed %-escape in the path. */
function fromKoa(thrown: unknown): HubError {
  if (!(thrown instanceof Koa.HttpError) || thrown.status >= 500) return toHubError(thrown);
  const codes: Record<number, HubError['code']> = {
    403: 'forbidden',
    404: 'not_found',
    405: 'method_not_allowed',
    413: 'payload_too_large',
  };
  return new HubError(codes[thrown.status] ?? 'validation_failed', thrown.message);
}
