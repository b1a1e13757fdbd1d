/** Authentication by bearer token, API key or session cookie. */
import { isOwnOrigin, readCookie, SESSION_COOKIE } from '../../people/sign-in/browser.ts';
import { recordUse } from '../../people/access/uses.ts';
import type { Principal } from '../../people/caller.ts';
import { isKeyText } from '../../people/keys/key-text.ts';
import koaJwt from 'koa-jwt';
import type { Context, Middleware } from 'koa';
import { HubError, sessionExpired, unauthenticated } from '../../errors.ts';
import type { OperationsServices, PeopleServices } from '../../process/opening/services.ts';
import type { HubContext } from '../routing/route.ts';

const FEED_PATH = /^\/api\/v1\/cameras\/([a-z0-9_-]+)\/feed$/;
const METRICS_PATH = '/metrics';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sets `state.principal` for a valid token or API key. Refuses invalid ones on protected paths; routes handle missing ones. */
export function authenticate(services: PeopleServices): Middleware {
  const { tokens, users, apiKeys } = services;
  const verify = koaJwt({
    // jsonwebtoken accepts a KeyObject, which koa-jwt's types do not include.
    secret: tokens.secret as unknown as Buffer,
    algorithms: ['HS256'],
    key: 'claims',
    passthrough: true,
    getToken: tokenOf,
  });
  return async (context, next) => {
    const credential = bearer(context.get('authorization'));
    if (credential !== undefined && isKeyText(credential)) await identifyKey(context, credential, next);
    // Without a token, the library's AggregateError costs more than the rest of a small request.
    else if (tokenOf(context) === null) await identify(context, next);
    else await verify(context, () => identify(context, next));
  };

  async function enter(ctx: HubContext, claimed: Principal): Promise<void> {
    const principal = await users.currentPrincipal(claimed);
    ctx.state.principal = principal;
    recordUse(services, principal, ctx.ip);
  }

  async function identifyKey(ctx: HubContext, text: string, next: () => Promise<unknown>): Promise<void> {
    if (needsIdentity(ctx.path)) await enter(ctx, await apiKeys.authenticate(text, ctx.ip));
    // The token of the metrics may have any form.
    else if (ctx.path === METRICS_PATH) await unlessUnknown(async () => enter(ctx, await apiKeys.authenticate(text, ctx.ip)));
    await next();
  }

  async function identify(context: Parameters<Middleware>[0], next: () => Promise<unknown>): Promise<void> {
    const ctx = context as unknown as HubContext & { state: { claims?: unknown; jwtOriginalError?: Error } };
    ctx.state.cookieAuthenticated = bearer(ctx.get('authorization')) === undefined && sessionCookie(ctx) !== undefined;
    const { claims, jwtOriginalError } = ctx.state;
    if (claims !== undefined) await unlessUnknown(() => enter(ctx, tokens.fromClaims(claims)));
    const feed = FEED_PATH.exec(ctx.path)?.[1];
    if (!ctx.state.principal && feed !== undefined) {
      const feedToken = ctx.query['token'];
      if (typeof feedToken === 'string') await enter(ctx, tokens.verifyFeed(withoutKey(feedToken), feed));
    }
    // The sign-in page, its assets and the login must work with an expired token.
    if (!ctx.state.principal && needsIdentity(ctx.path)) refuseBadToken(jwtOriginalError, claims !== undefined);
    await next();
  }
}

/** Addresses are written to logs and histories, so that they take no keys. @throws {HubError} unauthenticated */
function withoutKey(feedToken: string): string {
  if (isKeyText(feedToken)) throw unauthenticated('An API key belongs in the Authorization header, not in an address');
  return feedToken;
}

/** Ignores a credential that is not valid. */
async function unlessUnknown(enter: () => Promise<void>): Promise<void> {
  try {
    await enter();
  } catch (error) {
    if (!(error instanceof HubError) || error.status !== 401) throw error;
  }
}

/** Routes that set or clear cookies, even for callers without one. */
const SETTING_COOKIES: ReadonlySet<string> = new Set(['/api/v1/auth/login', '/api/v1/auth/logout', '/api/v1/auth/guest', '/api/v1/setup']);
/** Sets no cookie for pages of other origins: these use the token of the answer. */
const GUEST_PATH = '/api/v1/auth/guest';
/** Public API routes, to which a browser may send a cookie with an expired token. */
const PUBLIC_PATHS: ReadonlySet<string> = new Set([
  ...SETTING_COOKIES,
  '/api/v1/health',
  '/api/v1/ready',
  '/api/v1/trust',
  '/api/v1/trust/authority.crt',
]);

function needsIdentity(path: string): boolean {
  return path.startsWith('/api/v1/') && !PUBLIC_PATHS.has(path);
}

function refuseBadToken(error: Error | undefined, revoked: boolean): void {
  if (error?.name === 'TokenExpiredError' || revoked) throw sessionExpired();
  if (error && error.name !== 'UnauthorizedError' && error.message !== 'jwt must be provided')
    throw unauthenticated('The token is not valid');
}

function tokenOf(ctx: Pick<Context, 'get' | 'cookies'>): string | null {
  return bearer(ctx.get('authorization')) ?? sessionCookie(ctx) ?? null;
}

function sessionCookie(ctx: Pick<Context, 'cookies'>): string | undefined {
  return readCookie((name) => ctx.cookies.get(name), SESSION_COOKIE);
}

function bearer(authorization: string): string | undefined {
  const [scheme, token] = authorization.trim().split(/\s+/);
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}

/** Refuses cross-site writes that use or set cookies. */
export function requireOwnOrigin({ clientOf, config }: Pick<OperationsServices, 'clientOf' | 'config'>): Middleware {
  return async (context, next) => {
    const ctx = context as unknown as HubContext;
    const isNamedGuest = ctx.path === GUEST_PATH && config.corsOrigins.includes(ctx.get('origin'));
    const usesCookies = ctx.state.cookieAuthenticated === true || (SETTING_COOKIES.has(ctx.path) && !isNamedGuest);
    const unsafe = usesCookies && !READING.has(ctx.method);
    if (unsafe && !isOwnOrigin(ctx.req.headers, clientOf(ctx.req), config.allowedOrigins)) {
      throw new HubError('bad_origin', `Requests from ${ctx.get('origin') || 'pages of other sites'} are not accepted`);
    }
    await next();
  };
}
