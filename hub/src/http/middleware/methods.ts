/** Responses to unsupported methods: 405 with Allow (RFC 9110 §15.5.6), and OPTIONS. */
import type { Middleware, ParameterizedContext } from 'koa';
import { HubError } from '../../errors.ts';

export const READING = ['GET', 'HEAD'] as const;

/** Runs after the router: here no route matched the method, but some may have matched the path. */
export const otherMethods: Middleware = async (ctx, next) => {
  const { matched = [] } = ctx as { matched?: readonly { readonly methods: readonly string[] }[] };
  const taken = [...new Set(matched.flatMap(({ methods }) => methods))];
  if (taken.length === 0) await next();
  else answerOtherMethod(ctx, taken);
};

/** Answers OPTIONS with Allow. @throws {HubError} method_not_allowed for other methods */
export function answerOtherMethod(ctx: Pick<ParameterizedContext, 'method' | 'path' | 'set' | 'status'>, taken: readonly string[]): void {
  ctx.set('Allow', [...taken, 'OPTIONS'].join(', '));
  if (ctx.method !== 'OPTIONS') throw new HubError('method_not_allowed', `${ctx.path} supports ${taken.join(', ')}, not ${ctx.method}`);
  ctx.status = 204;
}
