import {
  changePasswordSchema,
  guestLoginSchema,
  loginResultSchema,
  loginSchema,
  userSchema,
  type LoginResult,
} from '@eyepiece/shared-types';
import { userOfPrincipal } from '../../../people/caller.ts';
import { cookieNames, isOwnOrigin, readCookie, SESSION_COOKIE } from '../../../people/sign-in/browser.ts';
import { DEVICE_COOKIE, DEVICE_COOKIE_SECONDS, DeviceCookies } from '../../../people/sign-in/device-cookie.ts';
import { deviceName } from '../../../people/sign-in/device-name.ts';
import type { SignInPlace } from '../../../people/access/login-sessions.ts';
import type { SignedIn } from '../../../people/users.ts';
import type { Config } from '../../../process/config.ts';
import type { OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { usesHttps } from '../../routing/public-address.ts';
import { personOf, route, tagged, type HubContext, type Route } from '../../routing/route.ts';

export function authRoutes({
  users,
  shares,
  tokens,
  loginSessions,
  audit,
  config,
  clientOf,
}: PeopleServices & OperationsServices): Route[] {
  const devices = new DeviceCookies(tokens.secret);
  return tagged('Sign in', [
    route.post('/auth/login', {
      summary: 'Sign in; returns a token for programs and sets a session cookie for browsers',
      allow: 'public',
      stores: false,
      body: loginSchema,
      answer: loginResultSchema,
      handle: async ({ body, ctx }) => {
        const signedIn = await users.authenticate(body.email, body.password, {
          address: ctx.ip,
          deviceFor: (account) => devices.deviceFor(account, deviceCookie(ctx)),
        });
        const result = await beginLogin({ loginSessions, config }, signedIn, ctx);
        const device = devices.renew(result.user.email, deviceCookie(ctx));
        setCookie(ctx, config, { name: DEVICE_COOKIE, value: device, maxAgeSeconds: DEVICE_COOKIE_SECONDS });
        return result;
      },
    }),
    route.post('/auth/guest', {
      summary: 'Sign in as a guest with a share link and a name; valid for the scope and lifetime of the link',
      allow: 'public',
      body: guestLoginSchema,
      answer: loginResultSchema,
      handle: async ({ body, principal, ctx }) => {
        const guest = await shares.redeem(body, { address: ctx.ip, before: principal });
        const { token, expiresInSeconds } = await loginSessions.startGuest(guest, placeOf(ctx));
        if (isOwnOrigin(ctx.req.headers, clientOf(ctx.req), config.allowedOrigins)) setSessionCookie(ctx, config, token, expiresInSeconds);
        const user = userOfPrincipal(tokens.verify(token));
        return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds, user };
      },
    }),
    route.post('/auth/logout', {
      summary: 'Sign out: ends this sign-in with its sockets and feeds, and clears the session cookie',
      allow: 'public',
      stores: false,
      answer: { status: 204, description: 'Signed out' },
      handle: async ({ principal, ctx }) => {
        if (principal && (await loginSessions.end(principal.loginSessionId, principal.userId, 'signed_out'))) {
          const origin = { principal: personOf(principal, ctx), address: ctx.ip };
          const subject = principal.guest?.shareId ?? principal.email;
          await audit.recordIfPossible({ ...origin, action: 'sign-in.ended', subject, details: { signedOut: true } });
        }
        setSessionCookie(ctx, config, null, 0);
      },
    }),
    route.get('/auth/me', {
      summary: 'Get the current user',
      allow: 'signed-in',
      guests: () => true,
      answer: userSchema,
      handle: async ({ principal }) => {
        if (principal.guest) return userOfPrincipal(principal);
        return { ...(await users.get(principal.userId)), ...(principal.key && { key: principal.key }) };
      },
    }),
    route.post('/auth/password', {
      summary: 'Change my password; ends my other sign-ins',
      allow: 'signed-in',
      stores: false,
      body: changePasswordSchema,
      answer: loginResultSchema,
      handle: async ({ body, principal, ctx }) => {
        return beginLogin({ loginSessions, config }, await users.changePassword(principal, body, ctx.ip), ctx);
      },
    }),
  ]);
}

/** Starts a sign-in for a person who has proved who they are, with the cookie for browsers. */
export async function beginLogin(
  { loginSessions, config }: Pick<PeopleServices & OperationsServices, 'loginSessions' | 'config'>,
  signedIn: SignedIn,
  ctx: HubContext,
): Promise<LoginResult> {
  const { token, expiresInSeconds } = await loginSessions.start(signedIn, placeOf(ctx));
  setSessionCookie(ctx, config, token, expiresInSeconds);
  return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds, user: signedIn.user };
}

function placeOf(ctx: HubContext): SignInPlace {
  return { address: ctx.ip, device: deviceName(ctx.get('user-agent')) };
}

function deviceCookie(ctx: HubContext): string | undefined {
  return readCookie((name) => ctx.cookies.get(name), DEVICE_COOKIE);
}

export function setSessionCookie(
  ctx: HubContext,
  { basePath }: Pick<Config, 'basePath'>,
  token: string | null,
  maxAgeSeconds: number,
): void {
  setCookie(ctx, { basePath }, { name: SESSION_COOKIE, value: token, maxAgeSeconds });
}

interface NewCookie {
  readonly name: string;
  readonly value: string | null;
  readonly maxAgeSeconds: number;
}

function setCookie(ctx: HubContext, { basePath }: Pick<Config, 'basePath'>, { name, value, maxAgeSeconds }: NewCookie): void {
  // Not Secure over plain HTTP: browsers would not send the cookie back.
  const secure = usesHttps(ctx);
  const { used, other } = cookieNames(name, secure);
  const options = { httpOnly: true, sameSite: 'strict', path: `${basePath}/`, overwrite: true } as const;
  ctx.cookies.secure = true; // otherwise the library refuses Secure cookies when the last proxy uses plain HTTP
  ctx.cookies.set(used, value, { ...options, secure, maxAge: maxAgeSeconds * 1000 });
  // The older sign-in would come back when the new one ends.
  if (ctx.cookies.get(other) !== undefined) ctx.cookies.set(other, null, { ...options, secure: !secure });
}
