/** Runs one API request: checks permissions, validates input, calls the handler. */
import { CONTROL_EPOCH_HEADER, controlEpochSchema } from '@eyepiece/shared-types';
import type { Middleware } from 'koa';
import type { Principal } from '../../people/caller.ts';
import { recordUse } from '../../people/access/uses.ts';
import { authorizeKeyCamera, authorizeScope } from '../../people/key-policies.ts';
import { authorizeAnywhere, authorizeAt, guestsMayNot, isCameraAction } from '../../people/policies.ts';
import { invalidField, unauthenticated, validationFailed } from '../../errors.ts';
import type { PeopleServices } from '../../process/opening/services.ts';
import { readJson } from './body.ts';
import type { RequestCameras } from './request-cameras.ts';
import type { Call, HubContext, Route } from './route.ts';

type Access = Pick<PeopleServices, 'access' | 'loginSessions' | 'apiKeys'>;

/** @param camerasOf the cameras of a request with a key that is limited to some */
export function runRoute(route: Route, services: Access, camerasOf: RequestCameras): Middleware {
  return async (context) => {
    const ctx = context as unknown as HubContext & { params: { id?: string } };
    guard(route, ctx.state.principal);
    const call: Call<unknown, unknown> = {
      body: await readBody(route, ctx),
      query: readQuery(route, ctx),
      id: ctx.params.id ?? '',
      principal: ctx.state.principal,
      epoch: route.underControl ? readEpoch(ctx) : undefined,
      ctx,
    };
    const guardAll = async (principal: Principal | undefined): Promise<void> => {
      guard(route, principal);
      const now = { ...call, principal };
      await guardCamera(route, now);
      await guardScope(route, now);
      await guardKey(route, now, camerasOf);
    };
    await guardAll(call.principal);
    endWithAccess(services, route, call, guardAll);
    const body = await route.handle(call as Call<never, never>);
    if (body === undefined) {
      if (route.answer.status === 204) ctx.status = 204;
      return;
    }
    if (!route.accepted || ctx.status !== 202) ctx.status = route.answer.status ?? 200;
    ctx.body = body;
  };
}

/** Cuts a long response, such as a feed or download, as soon as the same request would be refused. */
function endWithAccess(
  services: Access,
  route: Route,
  call: Call<unknown, unknown>,
  guardAll: (principal: Principal) => Promise<void>,
): void {
  const { principal } = call;
  const { res: response } = call.ctx;
  if (route.allow === 'public' || !principal) return;
  const allows = async (now: Principal): Promise<boolean> => {
    await guardAll(now);
    return true;
  };
  let release: () => void;
  const hold = (): void => {
    const cut = (): void => {
      if (response.headersSent && !response.writableEnded) response.destroy();
    };
    const end = (): void => {
      // A response that has not started is not cut. For example, changing the password ends its own sign-in.
      if (response.headersSent) cut();
      else hold();
    };
    // Watching a feed counts as use of the sign-in or key.
    const changed = (now: Principal): void => recordUse(services, now);
    release = services.access.hold({ principal, allows, changed, end, closing: cut });
  };
  hold();
  response.once('close', () => release());
}

function guard(route: Route, principal: Principal | undefined): void {
  if (route.allow === 'public') return;
  if (!principal) throw unauthenticated();
  if (principal.guest && !route.guests) throw guestsMayNot();
  authorizeScope(principal, route.scope);
  if (route.allow !== 'signed-in') authorizeAnywhere(principal, route.allow);
}

/** Checks the role at the camera that the request is about. */
async function guardCamera({ allow, at }: Route, { id, query, body, principal }: Call<unknown, unknown>): Promise<void> {
  if (allow === 'public' || allow === 'signed-in' || !isCameraAction(allow) || !principal || principal.guest) return;
  if (at === undefined) throw new Error(`a route that needs ${allow} does not name its camera`);
  if (at !== 'handler') authorizeAt(principal, allow, await at({ id, query: query as never, body: body as never }));
}

/** Guests may access only the camera or session of their link. */
async function guardScope(route: Route, { id, query, principal }: Call<unknown, unknown>): Promise<void> {
  if (route.allow === 'public' || !principal?.guest) return;
  const inScope = await route.guests?.({ id, query: query as never, principal });
  if (inScope !== true) throw guestsMayNot();
}

/** Keys that are limited to cameras may ask about nothing else. */
async function guardKey(route: Route, call: Call<unknown, unknown>, camerasOf: RequestCameras): Promise<void> {
  const { principal } = call;
  if (route.scope === 'any' || route.scope === 'public' || !principal?.key?.cameraIds) return;
  for (const cameraId of await camerasOf(route, call)) authorizeKeyCamera(principal, cameraId);
}

async function readBody(route: Route, ctx: HubContext): Promise<unknown> {
  if (!route.body) return undefined;
  const json = await readJson(ctx.req, { optional: route.bodyOptional ?? false });
  const parsed = route.body.safeParse(json, { reportInput: true });
  if (!parsed.success) throw validationFailed(parsed.error);
  return parsed.data;
}

function readEpoch(ctx: HubContext): number | undefined {
  const value = ctx.req.headers[CONTROL_EPOCH_HEADER];
  if (value === undefined) return undefined;
  const parsed = controlEpochSchema.safeParse(/^\d+$/.test(String(value)) ? Number(value) : value);
  if (parsed.success) return parsed.data;
  throw invalidField({ path: CONTROL_EPOCH_HEADER, message: 'must be the epoch of a control state, a whole number', value });
}

function readQuery(route: Route, ctx: HubContext): unknown {
  if (!route.query) return undefined;
  const parsed = route.query.safeParse({ ...ctx.query });
  if (!parsed.success) throw validationFailed(parsed.error, 'query');
  return parsed.data;
}
