/** API keys: stored as digests, listed, revoked everywhere, and never worth more than their account. */
import { KEY_FORM, KEY_LIFETIME, KEY_NAME_MAX, PERSON_NAME_MAX, type Capture, type User } from '@eyepiece/shared-types';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiKeyEntity } from '../../../src/persistence/entities/people/api-key.ts';
import { openDatabase } from '../../../src/persistence/orm/orm.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { createKey, createServiceAccount } from '../../setup/keys.ts';
import { openDownload, openFeed, type Feed } from '../../setup/open-streams.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { uploadLargeFile } from '../../setup/stored-capture.ts';
import { keysOf, makeKey, outcome, startKeyRig, type KeyRig } from './rig.ts';

const SOON = { timeout: 60_000, interval: 50 };
/** Far more than the buffers of a connection hold. */
const LARGE_BYTES = 32 * 1024 * 1024;
const KEYS_PER_ACCOUNT = 4;

let rig: KeyRig;
let hub: TestHub;
let edge: TestHub;
const limits = { ...DEFAULT_LIMITS, writing: { ...DEFAULT_LIMITS.writing, keysPerAccount: KEYS_PER_ACCOUNT } };
beforeAll(async () => {
  rig = await startKeyRig({ limits });
  ({ hub, edge } = rig);
});
afterAll(() => rig.close());

const me = (at: TestHub, token: string): Promise<number | string> => outcome(at.api('/auth/me', { token }));
const change = (id: string, json: object): Promise<Response> => hub.api(`/users/${id}`, { method: 'PATCH', token: rig.admin, json });

async function inDatabase<T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url: rig.cluster.databaseUrl, logger: pino({ level: 'silent' }) });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('a key', () => {
  it('is shown once, and stored as a digest', async () => {
    const { user, token, id, key } = await rig.keyOf('operator', { cameraIds: ['stage'], scopes: ['watch'], expiresIn: 3600 });
    expect(key).toMatch(KEY_FORM);
    const listed = await keysOf(edge, token);
    const facts = {
      id,
      name: 'nightly',
      scopes: ['watch'],
      cameraIds: ['stage'],
      createdBy: { id: user.id },
      lastUsedAt: null,
      address: null,
    };
    expect(listed).toMatchObject([facts]);
    expect(Date.parse(listed[0]?.expiresAt ?? '') - Date.parse(listed[0]?.createdAt ?? '')).toBe(3_600_000);
    const row = await inDatabase((database) => database.use((em) => em.findOneOrFail(ApiKeyEntity, { id })));
    expect(row.secretHash).toMatch(/^[0-9a-f]{64}$/);
    const secret = key.slice(-43);
    for (const shown of [listed, row, await hub.audit()]) expect(JSON.stringify(shown)).not.toContain(secret);
    expect((await hub.audit())[0]).toMatchObject({ action: 'key.created', subject: user.email, actorName: user.name, details: { id } });
  });

  it('tells what it allows, with the last use and its address', async () => {
    const { token, id, key } = await rig.keyOf('viewer', { scopes: ['watch'] });
    const user = (await (await hub.api('/auth/me', { token: key })).json()) as User;
    expect(user).toMatchObject({ role: 'viewer', key: { id, name: 'nightly', scopes: ['watch'], cameraIds: null } });
    const [listed] = await keysOf(hub, token);
    expect(listed?.address).toBe('127.0.0.1');
    expect(Date.now() - Date.parse(listed?.lastUsedAt ?? '')).toBeLessThan(60_000);
  });

  it('is named in the audit trail, also when it commands a camera of another hub', async () => {
    const { key } = await rig.keyOf('operator');
    expect(await outcome(edge.api('/cameras/stage/settings', { method: 'PUT', token: key, json: { gain: 2 } }))).toBe(200);
    const named = async (): Promise<string | undefined> =>
      (await hub.audit()).find(({ action }) => action === 'settings.update')?.actorName;
    await expect.poll(named, SOON).toBe('The operator (key nightly)');
    await edge.api('/cameras/stage/control', { method: 'POST', token: key, json: { action: 'release' } });
  });

  it('of a person with the longest name takes pictures', async () => {
    const long = '\u{1F52C}'.repeat(PERSON_NAME_MAX / 2);
    const { user, key } = await rig.keyOf('operator', { name: 'x'.repeat(KEY_NAME_MAX) });
    await change(user.id, { name: long });
    const { id } = (await (await hub.api('/cameras/stage/captures', { method: 'POST', token: key })).json()) as { id: string };
    const capture = (await (await hub.api(`/captures/${id}`, { token: key })).json()) as Capture;
    expect(capture.user?.name).toMatch(/^(\u{1F52C})+… \(key x{40}\)$/u);
    expect(capture.user?.name.length).toBeLessThanOrEqual(PERSON_NAME_MAX);
  });

  it('is accepted in a header and by a socket, and nowhere else', async () => {
    const { key } = await rig.keyOf('viewer');
    expect(await me(hub, key)).toBe(200);
    expect((await hub.client({ token: key })).connected).toBe(true);
    expect(await outcome(hub.api('/auth/me', { headers: { cookie: `eyepiece_session=${key}` } }))).toBe('unauthenticated');
    const inAddress = await hub.api(`/cameras/stage/feed?token=${key}`);
    expect(inAddress.status).toBe(401);
    expect(await inAddress.text()).toMatch(/belongs in the Authorization header/);
  });

  it.each([
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['a long name', { name: 'x'.repeat(KEY_NAME_MAX + 1) }, 'name'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['a scope twice', { scopes: ['watch', 'watch'] }, 'scopes'],
    ['an unknown scope', { scopes: ['everything'] }, 'scopes.0'],
    ['no camera', { cameraIds: [] }, 'cameraIds'],
    ['a camera that cannot exist', { cameraIds: ['No Camera'] }, 'cameraIds.0'],
    ['a lifetime of seconds', { expiresIn: KEY_LIFETIME.min - 1 }, 'expiresIn'],
    ['a lifetime of years', { expiresIn: KEY_LIFETIME.max + 1 }, 'expiresIn'],
  ])('with %s is refused, with the name of the field', async (_what, wrong, path) => {
    const json = { name: 'key', scopes: ['watch'], ...wrong };
    const response = await hub.api('/keys', { method: 'POST', token: rig.admin, json });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'validation_failed', issues: [{ path }] }]);
  });
});

it('an account has a limited number of keys in force, also for requests at once at two hubs', async () => {
  const { token } = await hub.person('viewer');
  const json = { name: 'one of many', scopes: ['watch'] };
  const made = Array.from({ length: 2 * KEYS_PER_ACCOUNT }, (_, n) =>
    outcome((n % 2 ? hub : edge).api('/keys', { method: 'POST', token, json })),
  );
  const outcomes = await Promise.all(made);
  expect(outcomes.filter((one) => one === 201)).toHaveLength(KEYS_PER_ACCOUNT);
  expect(outcomes.filter((one) => one === 'limit_reached')).toHaveLength(KEYS_PER_ACCOUNT);
  const [first] = await keysOf(hub, token);
  await hub.api(`/keys/${first?.id ?? ''}`, { method: 'DELETE', token });
  expect(await outcome(hub.api('/keys', { method: 'POST', token, json }))).toBe(201);
});

describe('revoking', () => {
  it('ends sockets, feeds and downloads at every hub', async () => {
    const captureId = await uploadLargeFile(rig.stage, LARGE_BYTES);
    const { token, id, key } = await rig.keyOf('viewer');
    const kept = await makeKey(hub, token, { name: 'another' });
    const expired: string[] = [];
    const connect = (at: TestHub): Promise<TestClient> =>
      at.client({ token: key }, {}, (early) => early.on('session:expired', ({ message }) => expired.push(message)));
    const signed = async (at: TestHub): Promise<string> =>
      ((await (await at.api('/cameras/stage/feed-url', { method: 'POST', token: key })).json()) as { url: string }).url;
    const open = async (at: TestHub): Promise<Feed[]> => [
      await openFeed(at, '/api/v1/cameras/stage/feed', { authorization: `Bearer ${key}` }),
      await openFeed(at, await signed(at)),
      await openDownload(at, `/api/v1/captures/${captureId}/file`, key),
    ];
    const streams = [...(await open(hub)), ...(await open(edge))];
    const sockets = [await connect(hub), await connect(edge)];
    const staying = await edge.client({ token: kept.key });
    expect(streams.map(({ ended }) => ended)).toEqual(streams.map(() => false));

    expect((await hub.api(`/keys/${id}`, { method: 'DELETE', token })).status).toBe(204);
    await expect.poll(() => streams.map(({ ended }) => ended), SOON).toEqual(streams.map(() => true));
    await expect.poll(() => sockets.map(({ connected }) => connected), SOON).toEqual([false, false]);
    expect(expired).toEqual(['This API key has been revoked', 'This API key has been revoked']);
    for (const at of [hub, edge]) expect([await me(at, key), await me(at, kept.key)]).toEqual(['session_expired', 200]);
    expect(staying.connected).toBe(true);
    expect((await keysOf(hub, token)).map(({ name }) => name)).toEqual(['another']);
  });

  it('is for the owner and for administrators', async () => {
    const [owner, stranger] = [await rig.keyOf('operator'), await hub.person('operator')];
    const revoke = (token: string): Promise<number | string> => outcome(hub.api(`/keys/${owner.id}`, { method: 'DELETE', token }));
    expect([await revoke(stranger.token), await me(hub, owner.key)]).toEqual(['not_found', 200]);
    expect([await revoke(rig.admin), await me(hub, owner.key), await revoke(rig.admin)]).toEqual([204, 'session_expired', 'not_found']);
    expect((await hub.audit()).find(({ action }) => action === 'key.revoked')).toMatchObject({ subject: owner.user.email });
  });
});

describe('a key loses what its account loses', () => {
  it('when the role falls, everywhere and at one camera', async () => {
    const { user, key } = await rig.keyOf('operator');
    const set = (cameraId: string): Promise<number | string> =>
      outcome(edge.api(`/cameras/${cameraId}/settings`, { method: 'PUT', token: key, json: { gain: 3 } }));
    expect([await set('stage'), await set('other')]).toEqual([200, 200]);
    await change(user.id, { cameraRoles: [{ cameraId: 'stage', role: 'viewer' }] });
    await vi.waitFor(async () => expect([await set('stage'), await set('other')]).toEqual(['forbidden', 200]), SOON);
    await change(user.id, { role: 'viewer' });
    await vi.waitFor(async () => expect(await set('other')).toBe('forbidden'), SOON);
  });

  it('when it is disabled or removed, and has it again when it is enabled', async () => {
    const { user, key } = await rig.keyOf('viewer');
    const socket = await edge.client({ token: key });
    await change(user.id, { disabled: true });
    await expect.poll(() => socket.connected, SOON).toBe(false);
    expect([await me(hub, key), await me(edge, key)]).toEqual(['session_expired', 'session_expired']);
    await change(user.id, { disabled: false });
    await expect.poll(() => me(edge, key), SOON).toBe(200);
    await inDatabase((database) => database.use((em) => em.execute('delete from users where id = ?', [user.id])));
    await expect.poll(() => me(edge, key), SOON).toBe('session_expired');
  });

  it('when its own time is over', async () => {
    const { key, id } = await rig.keyOf('viewer', { scopes: ['watch'] });
    const socket = await hub.client({ token: key });
    const feed = await openFeed(hub, '/api/v1/cameras/stage/feed', { authorization: `Bearer ${key}` });
    await inDatabase((database) => database.use((em) => em.execute('update api_keys set expires_at = now() where id = ?', [id])));
    await expect.poll(() => [socket.connected, feed.ended], SOON).toEqual([false, true]);
    const refused = await hub.api('/cameras', { token: key });
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'session_expired', message: 'This API key has expired' }]);
    expect((await hub.audit()).find(({ action }) => action === 'key.refused')).toMatchObject({
      subject: id,
      details: { reason: 'expired' },
    });
  });
});

describe('a service account', () => {
  it('has no password, and keys that administrators make', async () => {
    const robot = await createServiceAccount(hub, rig.admin, 'operator');
    expect(robot).toMatchObject({
      service: true,
      role: 'operator',
      email: expect.stringMatching(/^night-robot-\w{8}@service\.invalid$/) as string,
    });
    const refused = await change(robot.id, { password: 'a password for a program' });
    expect([refused.status, await refused.json()]).toMatchObject([400, { issues: [{ path: 'password' }] }]);
    const login = hub.api('/auth/login', { method: 'POST', json: { email: robot.email, password: 'a password for a program' } });
    expect(await outcome(login)).toBe('invalid_credentials');
    const { key } = await createKey(hub, rig.admin, { name: 'nightly', scopes: ['capture'] }, robot.id);
    const capture = (await (await hub.api('/cameras/stage/captures', { method: 'POST', token: key })).json()) as Capture;
    expect((await (await hub.api(`/captures/${capture.id}`, { token: rig.admin })).json()) as Capture).toMatchObject({
      user: { id: robot.id },
    });
    expect(await keysOf(edge, rig.admin, `/users/${robot.id}/keys`)).toMatchObject([
      { name: 'nightly', createdBy: { name: 'Administrator' } },
    ]);
  });

  it('does not count as the last administrator', async () => {
    await createServiceAccount(hub, rig.admin, 'admin');
    const { user } = await hub.login();
    const { users } = (await (await hub.api('/users', { token: rig.admin })).json()) as { users: User[] };
    for (const { id, role, service } of users) if (role === 'admin' && !service && id !== user.id) await change(id, { role: 'viewer' });
    expect(await outcome(change(user.id, { disabled: true }))).toBe('conflict');
  });

  it('is the only account that others make keys for', async () => {
    const { user } = await hub.person('viewer');
    const made = hub.api(`/users/${user.id}/keys`, { method: 'POST', token: rig.admin, json: { name: 'theirs', scopes: ['watch'] } });
    expect(await outcome(made)).toBe('forbidden');
  });
});
