/** Logs one structured line per request, with the id sent as X-Request-Id. */
import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { isDisconnected } from './errors.ts';

export function logRequests(logger: Logger): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    ctx.state['requestId'] = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const level = ctx.status >= 500 && !isDisconnected(ctx) ? 'warn' : 'debug';
    logger[level]({ requestId, method: ctx.method, path: ctx.path, status: ctx.status, durationMs, address: ctx.ip }, 'request');
  };
}
