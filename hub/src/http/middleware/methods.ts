/** Methods that an address does not take: 405 with those that it does (RFC 9110 §15.5.6), and OPTIONS. */
import type { Middleware, ParameterizedContext } from 'koa';
import { HubError } from '../../errors.ts';

export const READING = ['GET', 'HEAD'] as const;

/** Behind a router: what comes here was matched by the path of a route, if at all, and by the method of none. */
export const otherMethods: Middleware = async (ctx, next) => {
  const { matched = [] } = ctx as { matched?: readonly { readonly methods: readonly string[] }[] };
  const taken = [...new Set(matched.flatMap(({ methods }) => methods))];
  if (taken.length === 0) await next();
  else answerOther(ctx, taken);
};

/** @throws {HubError} method_not_allowed unless the request only asks what there is */
export function answerOther(ctx: Pick<ParameterizedContext, 'method' | 'path' | 'set' | 'status'>, taken: readonly string[]): void {
  ctx.set('Allow', [...taken, 'OPTIONS'].join(', '));
  if (ctx.method !== 'OPTIONS') throw new HubError('method_not_allowed', `${ctx.path} takes ${taken.join(', ')}, not ${ctx.method}`);
  ctx.status = 204;
}
