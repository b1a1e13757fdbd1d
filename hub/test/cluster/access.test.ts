import { expect, it } from 'vitest';
import { useTwoHubs } from './start-hubs.ts';
import type { TestClient, TestHub } from '../setup/start-hub.ts';

/** Without messages, a hub reads an ended sign-in after at most this time, ms. A slow machine takes longer. */
const BY_DATABASE_MS = 60_000;

const { cluster, one, other } = useTwoHubs();

/** Resolves with the reason for which the other hub ends the connection. */
const ended = (client: TestClient): Promise<string> =>
  new Promise((resolve) => client.once('session:expired', ({ message }) => resolve(message)));

async function admin(): Promise<string> {
  return (await one.login()).access_token;
}

it('ends the connections at every hub when a user signs out', async () => {
  const { token } = await one.person('viewer');
  const end = ended(await other.client({ token }));
  expect((await one.api('/auth/logout', { method: 'POST', token })).ok).toBe(true);
  expect(await end).toBe('You have signed out, sign in again');
  expect((await other.api('/auth/me', { token })).status).toBe(401);
});

it('ends them when the password changes or the account is disabled', async () => {
  const { user, token } = await one.person('viewer');
  const end = ended(await other.client({ token }));
  const change = { method: 'PATCH', token: await admin(), json: { disabled: true } };
  expect((await one.api(`/users/${user.id}`, change)).ok).toBe(true);
  expect(await end).toBe('This account has been disabled');
});

it('applies a new role at once', async () => {
  const { user, token } = await one.person('operator');
  const client = await other.client({ token });
  const roles: string[] = [];
  client.on('presence', (people) => roles.push(...people.filter(({ userId }) => userId === user.id).map(({ role }) => role)));
  await expect.poll(() => roles.at(-1)).toBe('operator');
  const change = { method: 'PATCH', token: await admin(), json: { role: 'viewer' } };
  expect((await one.api(`/users/${user.id}`, change)).ok).toBe(true);
  await expect.poll(() => roles.at(-1)).toBe('viewer');
  client.disconnect();
});

it('ends the access of guests when a link is revoked', async () => {
  const camera = await one.connectCamera({ cameraId: 'shown' });
  const token = await admin();
  const link = { kind: 'live', cameraId: 'shown', label: 'For a visitor', expiresIn: 3600 };
  const created = await one.api('/shares', { method: 'POST', token, json: link });
  const { id, url } = (await created.json()) as { id: string; url: string };
  const secret = url.split('#')[1];
  const guest = await other.api('/auth/guest', { method: 'POST', json: { share: secret, name: 'Visitor' } });
  const { access_token: pass } = (await guest.json()) as { access_token: string };
  const end = ended(await other.client({ token: pass }));
  expect((await one.api(`/shares/${id}`, { method: 'DELETE', token })).ok).toBe(true);
  expect(await end).toBe('This link has been revoked');
  await camera.close();
});

it('ends them by the database when the message is lost', async () => {
  const { token } = await one.person('viewer');
  const end = ended(await other.client({ token }));
  await cluster.redis.kill();
  try {
    expect((await one.api('/auth/logout', { method: 'POST', token })).ok).toBe(true);
    await Promise.race([end, failAfter(BY_DATABASE_MS)]);
  } finally {
    await cluster.restartRedis();
  }
});

it('applies new storage rules at every hub', async () => {
  const token = await admin();
  const rules = (await (await one.api('/storage/rules', { token })).json()) as { trashDays: number };
  const changed = { ...rules, trashDays: rules.trashDays + 1 };
  expect((await one.api('/storage/rules', { method: 'PUT', token, json: changed })).status).toBe(200);
  await expect.poll(async () => (await other.api('/storage/rules', { token })).json()).toEqual(changed);
});

it('counts failed sign-ins at all hubs', async () => {
  const { user } = await one.person('viewer');
  const guess = (hub: TestHub): Promise<Response> =>
    hub.api('/auth/login', { method: 'POST', json: { email: user.email, password: 'a wrong guess' } });
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await guess(i % 2 ? one : other)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

function failAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`nothing within ${String(ms)} ms`)), ms).unref());
}
