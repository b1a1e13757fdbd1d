/** The kinds of caller of routes and events: with an account, by a share link, without a valid token. */
import { randomUUID } from 'node:crypto';
import { KEY_SCOPES, ROLES, type ErrorCode, type KeyScope, type LoginResult, type Role } from '@eyepiece/shared-types';
import jwt from 'jsonwebtoken';
import { enterByLink, createLink, createLinkTo, type Bench } from '../sockets/guest-link.ts';
import { createKey } from '../setup/keys.ts';
import { SECRETS } from '../setup/start-hub.ts';

export const GUESTS = [
  'live guest',
  'session guest',
  'guest of an ended session',
  'live guest of another camera',
  'guest of another session',
] as const;
export type GuestName = (typeof GUESTS)[number];

/** People whose role at every camera of the scene differs from that of their account. */
export const AT_CAMERAS = {
  'viewer who operates the cameras': { role: 'viewer', there: 'operator' },
  'operator who views the cameras': { role: 'operator', there: 'viewer' },
} as const satisfies Record<string, { readonly role: Role; readonly there: Role }>;
type AtCamerasName = keyof typeof AT_CAMERAS;
const AT_CAMERAS_NAMES = Object.keys(AT_CAMERAS) as AtCamerasName[];

interface KeyKind {
  readonly scopes: readonly KeyScope[];
  readonly cameraIds: string[] | null;
}

/** API keys of administrators, whose role allows everything. */
const ofScope = (scope: KeyScope): readonly [`key ${KeyScope}`, KeyKind] => [`key ${scope}`, { scopes: [scope], cameraIds: null }];
export const KEYS = {
  ...(Object.fromEntries(KEY_SCOPES.map(ofScope)) as Record<`key ${KeyScope}`, KeyKind>),
  'key with all scopes': { scopes: KEY_SCOPES, cameraIds: null },
  'key of a camera elsewhere': { scopes: KEY_SCOPES, cameraIds: ['elsewhere'] },
  'key of the cameras': { scopes: KEY_SCOPES, cameraIds: ['stage', 'spare'] },
} as const satisfies Record<string, KeyKind>;
type KeyName = keyof typeof KEYS;
const KEY_NAMES = Object.keys(KEYS) as KeyName[];

/** Callers without a valid token, and the error code that each one gets. */
export const STRANGERS = {
  anonymous: 'unauthenticated',
  'expired guest': 'session_expired',
  'guest of a revoked link': 'session_expired',
  'disabled account': 'session_expired',
  'expired token': 'session_expired',
  'forged token': 'unauthenticated',
  'unsigned token': 'unauthenticated',
  'feed token': 'unauthenticated',
  'feed token of another camera': 'unauthenticated',
  'camera token': 'unauthenticated',
  'revoked key': 'session_expired',
} as const satisfies Record<string, ErrorCode>;
export type StrangerName = keyof typeof STRANGERS;
export const STRANGER_NAMES = Object.keys(STRANGERS) as StrangerName[];

export type CallerName = Role | AtCamerasName | KeyName | GuestName | StrangerName;
export const CALLER_NAMES: readonly CallerName[] = [...STRANGER_NAMES, ...GUESTS, ...AT_CAMERAS_NAMES, ...KEY_NAMES, ...ROLES];

export interface Caller {
  readonly name: CallerName;
  /** Sent as a bearer token, and as `auth.token` of a socket. */
  readonly token?: string;
  /** Sent in the URL, for programs that cannot send headers. */
  readonly feedToken?: string;
  readonly password?: string;
  /** Sent instead of the token, which belongs to the same person. */
  readonly key?: string;
}

export const isRole = (name: CallerName): name is Role => (ROLES as readonly string[]).includes(name);
export const isAtCameras = (name: CallerName): name is AtCamerasName => Object.hasOwn(AT_CAMERAS, name);
export const isKey = (name: CallerName): name is KeyName => Object.hasOwn(KEYS, name);
/** Whether the caller may get control of a camera. */
export const hasAccount = (name: CallerName): boolean => isRole(name) || isAtCameras(name) || isKey(name);
const isGuest = (name: CallerName): name is GuestName => (GUESTS as readonly string[]).includes(name);

/** Creates a new caller with a new token. */
export type CreateCaller = (name: CallerName) => Promise<Caller>;

export function callerFactory(bench: Bench): CreateCaller {
  return async (name) => {
    if (isRole(name)) return { name, ...(await bench.hub.person(name)) };
    if (isAtCameras(name)) return { name, ...(await atCameras(bench, name)) };
    if (isKey(name)) return { name, ...(await keyOf(bench, name)) };
    if (isGuest(name)) return { name, token: (await guest(bench, name)).access_token };
    return { name, ...(await stranger(bench, name)) };
  };
}

async function atCameras({ hub }: Bench, name: AtCamerasName): Promise<Omit<Caller, 'name'>> {
  const { role, there } = AT_CAMERAS[name];
  const { user, ...person } = await hub.person(role);
  const cameraRoles = ['stage', 'other', 'spare'].map((cameraId) => ({ cameraId, role: there }));
  const { access_token: token } = await hub.login();
  const response = await hub.api(`/users/${user.id}`, { method: 'PATCH', token, json: { name: `The ${name}`, cameraRoles } });
  if (!response.ok) throw new Error(`the roles at cameras: ${await response.text()}`);
  return person;
}

async function keyOf({ hub }: Bench, name: KeyName): Promise<Omit<Caller, 'name'>> {
  const { user, ...person } = await hub.person('admin');
  const { access_token: token } = await hub.login();
  await hub.api(`/users/${user.id}`, { method: 'PATCH', token, json: { name: `The ${name}` } });
  const { scopes, cameraIds } = KEYS[name];
  return { ...person, key: (await createKey(hub, person.token, { name, scopes: [...scopes], cameraIds })).key };
}

async function guest(bench: Bench, name: GuestName): Promise<LoginResult> {
  const { foreign, endedSession } = bench;
  const { secret } = await {
    'live guest': () => createLink(bench, 'live'),
    'session guest': () => createLink(bench, 'session'),
    'guest of an ended session': () => createLinkTo(bench, { kind: 'session', sessionId: endedSession.id }),
    'live guest of another camera': () => createLinkTo(bench, { kind: 'live', cameraId: 'other' }),
    'guest of another session': () => createLinkTo(bench, { kind: 'session', sessionId: foreign.session.id }),
  }[name]();
  return enterByLink(bench.hub, secret, `The ${name}`);
}

async function stranger(bench: Bench, name: StrangerName): Promise<Omit<Caller, 'name'>> {
  const { hub } = bench;
  const admin = async (): Promise<string> => (await hub.login()).access_token;
  switch (name) {
    case 'anonymous':
      return {};
    case 'expired guest':
      return { token: resigned((await guest(bench, 'session guest')).access_token, { expiresIn: -5 }) };
    case 'guest of a revoked link': {
      const { link, secret } = await createLink(bench, 'session');
      const { access_token: token } = await enterByLink(hub, secret, 'Revoked');
      await hub.api(`/shares/${link.id}`, { method: 'DELETE', token: bench.token });
      return { token };
    }
    case 'disabled account': {
      const { user, token } = await hub.person('admin');
      await hub.api(`/users/${user.id}`, { method: 'PATCH', token: await admin(), json: { disabled: true } });
      return { token };
    }
    case 'expired token':
      return { token: resigned(await admin(), { expiresIn: -5 }) };
    case 'forged token':
      return { token: resigned(await admin(), { key: 'another key of 32 characters and more' }) };
    case 'unsigned token':
      return { token: jwt.sign(claimsOf(await admin()), '', { algorithm: 'none', expiresIn: 60, issuer: 'eyepiece' }) };
    case 'feed token':
      return { feedToken: await feedToken(bench, 'stage') };
    case 'feed token of another camera':
      return { feedToken: await feedToken(bench, 'other') };
    case 'revoked key': {
      const { id, key } = await createKey(hub, bench.token, { name: 'revoked', scopes: [...KEY_SCOPES] });
      await hub.api(`/keys/${id}`, { method: 'DELETE', token: bench.token });
      return { token: key };
    }
    case 'camera token':
      return { token: hub.cameraToken };
  }
}

async function feedToken({ hub, token }: Bench, cameraId: string): Promise<string> {
  const response = await hub.api(`/cameras/${cameraId}/feed-url`, { method: 'POST', token, json: {} });
  const { url } = (await response.json()) as { url: string };
  return new URL(url).searchParams.get('token') ?? '';
}

/** The claims of a token, without those that signing adds. */
function claimsOf(token: string): object {
  const { exp: _exp, iat: _iat, iss: _iss, jti: _jti, ...claims } = jwt.decode(token) as jwt.JwtPayload;
  return claims;
}

function resigned(token: string, { key = SECRETS.jwtSecret, expiresIn = 60 }: { key?: string; expiresIn?: number }): string {
  return jwt.sign(claimsOf(token), key, { algorithm: 'HS256', expiresIn, issuer: 'eyepiece', jwtid: randomUUID() });
}
