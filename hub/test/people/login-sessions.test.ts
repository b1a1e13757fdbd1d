/** Sign-ins that can be listed and ended, and everything that ends with them. */
import { request, type IncomingMessage } from 'node:http';
import type { LoginSession, Share } from '@eyepiece/shared-types';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FakeCamera } from '../fake-camera.ts';
import { startHub, type TestClient, type TestHub } from '../start-hub.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const MAX_SIGN_INS = 4;
/** Access is checked within 5 s; the rest is for slow machines. */
const SOON = { timeout: 20_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000 });

let hub: TestHub;
let camera: FakeCamera;
beforeAll(async () => {
  hub = await startHub({}, { limits: { ...DEFAULT_LIMITS, login: { ...DEFAULT_LIMITS.login, maxPerUser: MAX_SIGN_INS } } });
  camera = hub.camera({ cameraId: 'cam' });
  await camera.connect();
});
afterAll(() => hub.close());

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function signIn({ user: { email }, password }: { user: { email: string }; password: string }, userAgent = FIREFOX): Promise<string> {
  const response = await hub.api('/auth/login', { method: 'POST', json: { email, password }, headers: { 'user-agent': userAgent } });
  return ((await response.json()) as { access_token: string }).access_token;
}
async function sessionsOf(token: string): Promise<LoginSession[]> {
  const response = await hub.api('/auth/sessions', { token });
  return ((await response.json()) as { sessions: LoginSession[] }).sessions;
}
const works = async (token: string): Promise<boolean> => (await hub.api('/auth/me', { token })).status === 200;

interface Feed {
  ended: boolean;
}
/** A feed that is read as it comes. */
function openFeed(path: string, headers: Record<string, string> = {}): Promise<Feed> {
  return new Promise((resolve, reject) => {
    const feed: Feed = { ended: false };
    const onResponse = (response: IncomingMessage): void => {
      if (response.statusCode !== 200) reject(new Error(`feed: ${response.statusCode}`));
      response.resume();
      response.on('error', () => undefined);
      response.once('close', () => (feed.ended = true));
      resolve(feed);
    };
    request(new URL(path, hub.url), { headers }, onResponse).on('error', reject).end();
  });
}
const FEED = '/api/v1/cameras/cam/feed';
async function feedUrl(token: string, expiresIn = 3600): Promise<string> {
  const response = await hub.api('/cameras/cam/feed-url', { method: 'POST', token, json: { expiresIn } });
  return ((await response.json()) as { url: string }).url;
}

interface Everything {
  readonly feeds: Record<'bearer' | 'cookie' | 'signed', Feed>;
  readonly sockets: TestClient[];
  readonly told: unknown[];
}
/** All that one sign-in can keep open. */
async function openEverything(token: string): Promise<Everything> {
  const told: unknown[] = [];
  const listen = (client: TestClient): void => void client.on('session:expired', (why) => told.push(why.code));
  return {
    feeds: {
      bearer: await openFeed(FEED, { authorization: `Bearer ${token}` }),
      cookie: await openFeed(FEED, { cookie: `eyepiece_session=${token}` }),
      signed: await openFeed(await feedUrl(token)),
    },
    sockets: [await hub.client({ token }, {}, listen), await hub.client({ token, purpose: 'frames' }, {}, listen)],
    told,
  };
}
async function expectEnded({ feeds, sockets, told }: Everything): Promise<void> {
  await expect.poll(() => feeds, SOON).toEqual({ bearer: { ended: true }, cookie: { ended: true }, signed: { ended: true } });
  await expect.poll(() => sockets.map(({ connected }) => connected), SOON).toEqual([false, false]);
  await expect.poll(() => told, SOON).toEqual(['session_expired', 'session_expired']);
}
function expectGoesOn({ feeds, sockets, told }: Everything): void {
  expect(Object.values(feeds).map(({ ended }) => ended)).toEqual([false, false, false]);
  expect(sockets.map(({ connected }) => connected)).toEqual([true, true]);
  expect(told).toEqual([]);
}

describe('sign-ins', () => {
  it('are listed with device, address and last use, to their person only', async () => {
    const [ana, ben] = [await hub.person('viewer'), await hub.person('viewer')];
    const token = await signIn(ana, 'python-requests/2.32.3');
    const sessions = await sessionsOf(token);
    expect(sessions.map(({ device, current, address }) => ({ device, current, address }))).toEqual([
      { device: 'python-requests 2.32.3', current: true, address: '127.0.0.1' },
      { device: 'node', current: false, address: '127.0.0.1' },
    ]);
    expect(Date.now() - Date.parse(sessions[0]!.lastUsedAt)).toBeLessThan(60_000);
    const stranger = await hub.api(`/auth/sessions/${sessions[0]!.id}`, { method: 'DELETE', token: ben.token });
    expect([stranger.status, await works(token)]).toEqual([404, true]);
  });

  it.each([
    ['its own token', (token: string) => openFeed(FEED, { authorization: `Bearer ${token}` })],
    ['a feed address', async (token: string) => openFeed(await feedUrl(token))],
  ])('count as used while a feed is watched by %s', async (_how, watch) => {
    const person = await hub.person('viewer');
    const lastUse = async (): Promise<string | undefined> =>
      (await sessionsOf(here)).find(({ device }) => device === 'watcher 1')?.lastUsedAt;
    const [here, watcher] = [await signIn(person), await signIn(person, 'watcher/1')];
    await watch(watcher);
    const atFirst = await lastUse();
    expect(atFirst).toBeDefined();
    await expect.poll(lastUse, SOON).not.toBe(atFirst);
    expect((await hub.api('/auth/sessions', { method: 'DELETE', token: here })).status).toBe(200);
  });

  it('end by signing out, with all that they keep open and nothing else', async () => {
    const person = await hub.person('viewer');
    const [leaving, staying] = [await signIn(person), await signIn(person)];
    const [open, other] = [await openEverything(leaving), await openEverything(staying)];
    expect((await hub.api('/auth/logout', { method: 'POST', token: leaving })).status).toBe(204);
    expect(await works(leaving)).toBe(false);
    await expectEnded(open);
    await expect(openFeed(await feedUrl(staying))).resolves.toBeDefined();
    expectGoesOn(other);
  });

  it('end one by one, and all others at once', async () => {
    const person = await hub.person('viewer');
    const [here, lost] = [await signIn(person), await signIn(person)];
    const found = (await sessionsOf(lost)).find(({ current }) => current);
    expect((await hub.api(`/auth/sessions/${found?.id}`, { method: 'DELETE', token: here })).status).toBe(204);
    expect([await works(here), await works(lost), await works(person.token)]).toEqual([true, false, true]);
    const response = await hub.api('/auth/sessions', { method: 'DELETE', token: here });
    expect(await response.json()).toEqual({ ended: 1 });
    expect([await works(here), await works(person.token)]).toEqual([true, false]);
    expect(await sessionsOf(here)).toMatchObject([{ current: true }]);
  });

  it('are ended by an administrator', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('operator')];
    const list = await hub.api(`/users/${person.user.id}/sessions`, { token: admin });
    expect(await list.json()).toMatchObject({ sessions: [{ device: 'node', current: false }] });
    expect((await hub.api(`/users/${person.user.id}/sessions`, { method: 'DELETE', token: person.token })).status).toBe(403);
    const ended = await hub.api(`/users/${person.user.id}/sessions`, { method: 'DELETE', token: admin });
    expect([await ended.json(), await works(person.token), await works(admin)]).toEqual([{ ended: 1 }, false, true]);
  });

  it('are limited per person: the longest unused ends', async () => {
    const person = await hub.person('viewer');
    const tokens = [person.token];
    for (let n = 1; n < MAX_SIGN_INS; n += 1) tokens.push(await signIn(person));
    expect(await works(person.token)).toBe(true);
    tokens.push(await signIn(person));
    expect(await Promise.all(tokens.map(works))).toEqual([true, false, true, true, true]);
  });

  it('are not what a token from before claims', async () => {
    const person = await hub.person('admin');
    const claims = jwt.decode(person.token) as Record<string, unknown>;
    const { jti: _jti, ...without } = claims;
    const sign = (payload: object): string => jwt.sign(payload, 'a signing key of the tests, 32+ characters');
    expect(await works(sign(claims))).toBe(true);
    expect(await works(sign(without))).toBe(false);
    expect(await works(sign({ ...claims, jti: '11111111-1111-4111-8111-111111111111' }))).toBe(false);
  });

  it('outlive a restart of the hub, and so does their end', async () => {
    const person = await hub.person('viewer');
    const [kept, ended] = [await signIn(person), await signIn(person)];
    await hub.api('/auth/logout', { method: 'POST', token: ended });
    await hub.restart();
    await camera.connect();
    expect([await works(kept), await works(ended)]).toEqual([true, false]);
  });
});

describe('what a person keeps open ends', () => {
  it('when the account is disabled', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('viewer')];
    const open = await openEverything(person.token);
    await hub.api(`/users/${person.user.id}`, { method: 'PATCH', token: admin, json: { disabled: true } });
    await expectEnded(open);
  });

  it('when the password changes, and the answer to the change arrives', async () => {
    const person = await hub.person('viewer');
    const open = await openEverything(person.token);
    const json = { current: person.password, password: 'quite another password' };
    const answer = await hub.api('/auth/password', { method: 'POST', token: person.token, json });
    const { access_token: renewed } = (await answer.json()) as { access_token: string };
    await expectEnded(open);
    expect(await works(renewed)).toBe(true);
  });

  it('not when the role still allows it', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('operator')];
    const open = await openEverything(person.token);
    await hub.api(`/users/${person.user.id}`, { method: 'PATCH', token: admin, json: { role: 'viewer' } });
    await expect.poll(async () => (await hub.api('/metrics-none', { token: person.token })).status).toBe(404);
    expectGoesOn(open);
  });

  it('when a signed address expires', async () => {
    const person = await hub.person('viewer');
    const feed = await openFeed(await feedUrl(person.token, 10));
    await expect.poll(() => feed.ended, { ...SOON, timeout: 40_000 }).toBe(true);
  });
});

describe('guests', () => {
  const enter = (secret: string, headers: Record<string, string> = {}): Promise<Response> =>
    hub.api('/auth/guest', { method: 'POST', json: { share: secret, name: 'Gil' }, headers });
  async function newShare(): Promise<{ share: Share; secret: string; token: string }> {
    const token = (await hub.login()).access_token;
    const json = { kind: 'live', cameraId: 'cam', expiresIn: 3600 };
    const share = (await (await hub.api('/shares', { method: 'POST', token, json })).json()) as Share & { url: string };
    return { share, token, secret: new URL(share.url).hash.slice(1) };
  }
  const tokenOf = async (response: Response): Promise<string> => ((await response.json()) as { access_token: string }).access_token;

  it('sign out for good', async () => {
    const { secret } = await newShare();
    const token = await tokenOf(await enter(secret));
    const feed = await openFeed(FEED, { cookie: `eyepiece_session=${token}` });
    await hub.api('/auth/logout', { method: 'POST', token });
    expect(await works(token)).toBe(false);
    await expect.poll(() => feed.ended, SOON).toBe(true);
  });

  it('see nothing after their link was revoked', async () => {
    const { share, secret, token } = await newShare();
    const guest = await tokenOf(await enter(secret));
    const feed = await openFeed(FEED, { authorization: `Bearer ${guest}` });
    await hub.api(`/shares/${share.id}`, { method: 'DELETE', token });
    await expect.poll(() => feed.ended, SOON).toBe(true);
  });
});
