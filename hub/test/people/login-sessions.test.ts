/** Login sessions can be listed and ended; all their connections end with them. */
import type { Download, LoginSession, Share } from '@eyepiece/shared-types';
import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { openDownload, openFeed, type Feed } from '../setup/open-streams.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { uploadLargeFile } from '../setup/stored-capture.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';

const MAX_SIGN_INS = 4;
/** Far more than the buffers of a connection hold, so that a download does not end by itself. */
const LARGE_BYTES = 32 * 1024 * 1024;
/** Access is checked every 5 s; the rest is a margin for slow machines. */
const SOON = { timeout: 60_000, interval: 50 };

const hub = useHub(
  { maxCaptureBytes: 2 * LARGE_BYTES },
  { limits: { ...DEFAULT_LIMITS, login: { ...DEFAULT_LIMITS.login, maxPerUser: MAX_SIGN_INS } } },
);
const camera = useCamera(hub);

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

const FEED = '/api/v1/cameras/cam/feed';

async function feedUrl(token: string, expiresIn = 3600): Promise<string> {
  const response = await hub.api('/cameras/cam/feed-url', { method: 'POST', token, json: { expiresIn } });
  return ((await response.json()) as { url: string }).url;
}

interface Connections {
  readonly feeds: Record<'bearer' | 'cookie' | 'signed', Feed>;
  readonly sockets: TestClient[];
  readonly expired: unknown[];
}
/** Opens every kind of connection of one login session. */
async function openConnections(token: string): Promise<Connections> {
  const expired: unknown[] = [];
  const listen = (client: TestClient): void => void client.on('session:expired', ({ code }) => expired.push(code));
  return {
    feeds: {
      bearer: await openFeed(hub, FEED, { authorization: `Bearer ${token}` }),
      cookie: await openFeed(hub, FEED, { cookie: `eyepiece_session=${token}` }),
      signed: await openFeed(hub, await feedUrl(token)),
    },
    sockets: [await hub.client({ token }, {}, listen), await hub.client({ token, purpose: 'frames' }, {}, listen)],
    expired,
  };
}
async function expectEnded({ feeds, sockets, expired }: Connections): Promise<void> {
  await expect.poll(() => feeds, SOON).toEqual({ bearer: { ended: true }, cookie: { ended: true }, signed: { ended: true } });
  await expect.poll(() => sockets.map(({ connected }) => connected), SOON).toEqual([false, false]);
  await expect.poll(() => expired, SOON).toEqual(['session_expired', 'session_expired']);
}
function expectOpen({ feeds, sockets, expired }: Connections): void {
  expect(Object.values(feeds).map(({ ended }) => ended)).toEqual([false, false, false]);
  expect(sockets.map(({ connected }) => connected)).toEqual([true, true]);
  expect(expired).toEqual([]);
}

describe('login sessions', () => {
  it('are listed with device, address and last use, only to their owner', async () => {
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
    ['its own token', (token: string) => openFeed(hub, FEED, { authorization: `Bearer ${token}` })],
    ['a feed URL', async (token: string) => openFeed(hub, await feedUrl(token))],
  ])('count as used while a feed is open by %s', async (_how, watch) => {
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

  it('end at sign-out with all their connections, and no others', async () => {
    const person = await hub.person('viewer');
    const [leaving, staying] = [await signIn(person), await signIn(person)];
    const [open, other] = [await openConnections(leaving), await openConnections(staying)];
    expect((await hub.api('/auth/logout', { method: 'POST', token: leaving })).status).toBe(204);
    expect(await works(leaving)).toBe(false);
    await expectEnded(open);
    await expect(openFeed(hub, await feedUrl(staying))).resolves.toBeDefined();
    expectOpen(other);
  });

  it('end a file and a zip that are being downloaded', async () => {
    const captureId = await uploadLargeFile(camera, LARGE_BYTES);
    const token = await signIn(await hub.person('viewer'));
    const { url } = (await (await hub.api('/downloads', { method: 'POST', token, json: { captureIds: [captureId] } })).json()) as Download;
    const downloads = [await openDownload(hub, `/api/v1/captures/${captureId}/file`, token), await openDownload(hub, url, token)];
    expect(downloads.map(({ ended }) => ended)).toEqual([false, false]);
    expect((await hub.api('/auth/logout', { method: 'POST', token })).status).toBe(204);
    const cut = { ended: true, complete: false };
    await expect.poll(() => downloads, SOON).toEqual([cut, cut]);
  });

  it('can be ended one by one, or all others at once', async () => {
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

  it('can be ended by an administrator', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('operator')];
    const list = await hub.api(`/users/${person.user.id}/sessions`, { token: admin });
    expect(await list.json()).toMatchObject({ sessions: [{ device: 'node', current: false }] });
    expect((await hub.api(`/users/${person.user.id}/sessions`, { method: 'DELETE', token: person.token })).status).toBe(403);
    const ended = await hub.api(`/users/${person.user.id}/sessions`, { method: 'DELETE', token: admin });
    expect([await ended.json(), await works(person.token), await works(admin)]).toEqual([{ ended: 1 }, false, true]);
  });

  it('are limited per person: the least recently used one ends', async () => {
    const person = await hub.person('viewer');
    const tokens = [person.token];
    for (let n = 1; n < MAX_SIGN_INS; n += 1) tokens.push(await signIn(person));
    expect(await works(person.token)).toBe(true);
    tokens.push(await signIn(person));
    expect(await Promise.all(tokens.map(works))).toEqual([true, false, true, true, true]);
  });

  it('are required: a token without a valid session id is refused', async () => {
    const person = await hub.person('admin');
    const claims = jwt.decode(person.token) as Record<string, unknown>;
    const { jti: _jti, ...without } = claims;
    const sign = (payload: object): string => jwt.sign(payload, 'a signing key of the tests, 32+ characters');
    expect(await works(sign(claims))).toBe(true);
    expect(await works(sign(without))).toBe(false);
    expect(await works(sign({ ...claims, jti: '11111111-1111-4111-8111-111111111111' }))).toBe(false);
  });

  it('survive a restart of the hub, and ended ones stay ended', async () => {
    const person = await hub.person('viewer');
    const [kept, ended] = [await signIn(person), await signIn(person)];
    await hub.api('/auth/logout', { method: 'POST', token: ended });
    await hub.restart();
    await camera.connect();
    expect([await works(kept), await works(ended)]).toEqual([true, false]);
  });
});

describe('the connections of a person end', () => {
  it('when the account is disabled', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('viewer')];
    const open = await openConnections(person.token);
    await hub.api(`/users/${person.user.id}`, { method: 'PATCH', token: admin, json: { disabled: true } });
    await expectEnded(open);
  });

  it('when the password changes, after the answer to the change', async () => {
    const person = await hub.person('viewer');
    const open = await openConnections(person.token);
    const json = { current: person.password, password: 'quite another password' };
    const answer = await hub.api('/auth/password', { method: 'POST', token: person.token, json });
    const { access_token: renewed } = (await answer.json()) as { access_token: string };
    await expectEnded(open);
    expect(await works(renewed)).toBe(true);
  });

  it('not when a new role still permits them', async () => {
    const [admin, person] = [(await hub.login()).access_token, await hub.person('operator')];
    const open = await openConnections(person.token);
    await hub.api(`/users/${person.user.id}`, { method: 'PATCH', token: admin, json: { role: 'viewer' } });
    await expect.poll(async () => (await hub.api('/metrics-none', { token: person.token })).status).toBe(404);
    expectOpen(open);
  });

  it('when a signed URL expires', async () => {
    const person = await hub.person('viewer');
    const feed = await openFeed(hub, await feedUrl(person.token, 20));
    await expect.poll(() => feed.ended, SOON).toBe(true);
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

  it('end their session by signing out', async () => {
    const { secret } = await newShare();
    const token = await tokenOf(await enter(secret));
    const feed = await openFeed(hub, FEED, { cookie: `eyepiece_session=${token}` });
    await hub.api('/auth/logout', { method: 'POST', token });
    expect(await works(token)).toBe(false);
    await expect.poll(() => feed.ended, SOON).toBe(true);
  });

  it('lose their connections when their link is revoked', async () => {
    const { share, secret, token } = await newShare();
    const guest = await tokenOf(await enter(secret));
    const feed = await openFeed(hub, FEED, { authorization: `Bearer ${guest}` });
    await hub.api(`/shares/${share.id}`, { method: 'DELETE', token });
    await expect.poll(() => feed.ended, SOON).toBe(true);
  });
});
