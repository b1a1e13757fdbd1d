/** The life of one API request: who, whether, what, then the handler. */
import type { Middleware } from 'koa';
import { authorize } from '../auth/policies.ts';
import { unauthenticated, validationFailed } from '../errors.ts';
import { readJson } from './body.ts';
import type { Call, HubContext, Route } from './route.ts';

export function runRoute(route: Route): Middleware {
  return async (context) => {
    const ctx = context as unknown as HubContext & { params: { id?: string } };
    guard(route, ctx);
    const call: Call<unknown, unknown> = {
      body: await readBody(route, ctx),
      query: readQuery(route, ctx),
      id: ctx.params.id ?? '',
      principal: ctx.state.principal,
      ctx,
    };
    const body = await route.handle(call as Call<never, never>);
    if (body === undefined) return;
    ctx.status = route.answer.status ?? 200;
    ctx.body = body;
  };
}

function guard(route: Route, ctx: HubContext): void {
  if (route.allow === 'public') return;
  const { principal } = ctx.state;
  if (!principal) throw unauthenticated();
  if (route.allow !== 'signed-in') authorize(principal, route.allow);
}

async function readBody(route: Route, ctx: HubContext): Promise<unknown> {
  if (!route.body) return undefined;
  const json = await readJson(ctx.req, { optional: route.bodyOptional ?? false });
  const parsed = route.body.safeParse(json, { reportInput: true });
  if (!parsed.success) throw validationFailed(parsed.error);
  return parsed.data;
}

function readQuery(route: Route, ctx: HubContext): unknown {
  if (!route.query) return undefined;
  const parsed = route.query.safeParse({ ...ctx.query });
  if (!parsed.success) throw validationFailed(parsed.error, 'query');
  return parsed.data;
}
