/** Roles at single cameras: stored, applied at once to open connections and control, at every hub. */
import {
  CAMERA_ROLES_MAX,
  type BulkResult,
  type Capture,
  type ControlState,
  type ErrorBody,
  type Share,
  type User,
} from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startStoreHubs } from '../cluster/store/store-hubs.ts';
import { online, takeCapture } from '../sockets/guest-link.ts';
import type { TestClient, TestHub } from '../setup/start-hub.ts';

const WAIT = { timeout: 60_000 };
let hub: TestHub;
/** Not the home of the cameras. */
let edge: TestHub;
let admin: string;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const cluster = await startStoreHubs(2);
  parts.defer(() => cluster.close());
  [hub, edge] = cluster.hubs as [TestHub, TestHub];
  for (const cameraId of ['stage', 'other']) {
    await hub.connectCamera({ cameraId });
    await online(edge, cameraId);
  }
  admin = (await hub.login()).access_token;
});
afterAll(() => parts.disposeAsync());

type Roles = readonly { readonly cameraId: string; readonly role: User['role'] | null }[];
const patch = (id: string, cameraRoles: Roles): Promise<Response> =>
  hub.api(`/users/${id}`, { method: 'PATCH', token: admin, json: { cameraRoles } });
const setRoles = async (id: string, cameraRoles: Roles): Promise<User> => (await patch(id, cameraRoles)).json() as Promise<User>;

interface Person {
  readonly user: User;
  readonly token: string;
  readonly client: TestClient;
  /** The account as the hub has told the client last. */
  readonly told: () => User | undefined;
}

async function person(role: User['role'], at = edge): Promise<Person> {
  const { user, token } = await hub.person(role);
  let account: User | undefined;
  const client = await at.client({ token }, {}, (early) => {
    early.on('welcome', (hello) => (account = hello.user));
    early.on('account', (changed) => (account = changed));
  });
  return { user, token, client, told: () => account };
}

const gain = async ({ client }: Person, cameraId: string): Promise<string> => {
  const reply = await client.emitWithAck('settings:update', { cameraId, settings: { gain: 1 } });
  await client.emitWithAck('control:release', { cameraId });
  return reply.ok ? 'ok' : reply.error.code;
};

it('stores them for one camera each, changes only those that are named, and removes them with null', async () => {
  const { user } = await hub.person('viewer');
  expect(user.cameraRoles).toBeUndefined();
  await setRoles(user.id, [{ cameraId: 'stage', role: 'operator' }]);
  const both = [
    { cameraId: 'other', role: 'contributor' },
    { cameraId: 'stage', role: 'operator' },
  ];
  expect((await setRoles(user.id, [{ cameraId: 'other', role: 'contributor' }])).cameraRoles).toEqual(both);
  const { users } = (await (await hub.api('/users', { token: admin })).json()) as { users: User[] };
  expect(users.find(({ id }) => id === user.id)?.cameraRoles).toEqual(both);
  expect((await setRoles(user.id, [{ cameraId: 'other', role: null }])).cameraRoles).toEqual([{ cameraId: 'stage', role: 'operator' }]);
  const [entry] = (await hub.audit()).filter(({ action }) => action === 'user.updated');
  expect(entry).toMatchObject({ subject: user.email, details: { cameraRoles: [{ cameraId: 'other', role: null }] } });
});

it('refuses unknown roles, camera ids that cannot exist, and too many', async () => {
  const { user } = await hub.person('viewer');
  const many = (from: number): Roles =>
    Array.from({ length: CAMERA_ROLES_MAX }, (_, n) => ({ cameraId: `camera-${String(from + n)}`, role: 'viewer' }));
  for (const roles of [[{ cameraId: 'stage', role: 'owner' }], [{ cameraId: 'No Camera', role: 'viewer' }], [...many(0), ...many(1)]]) {
    const response = await patch(user.id, roles as Roles);
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorBody).issues?.[0]?.path).toMatch(/^cameraRoles/);
  }
  expect((await patch(user.id, many(0))).status).toBe(200);
  const refused = await patch(user.id, [{ cameraId: 'stage', role: 'viewer' }]);
  expect(((await refused.json()) as ErrorBody).code).toBe('limit_reached');
});

it('raises and lowers a connected person at once, at that camera only, and tells the page', async () => {
  const ana = await person('viewer');
  expect([await gain(ana, 'stage'), await gain(ana, 'other')]).toEqual(['forbidden', 'forbidden']);
  await setRoles(ana.user.id, [{ cameraId: 'stage', role: 'operator' }]);
  await vi.waitFor(() => expect(ana.told()?.cameraRoles).toEqual([{ cameraId: 'stage', role: 'operator' }]), WAIT);
  expect([await gain(ana, 'stage'), await gain(ana, 'other')]).toEqual(['ok', 'forbidden']);
  await setRoles(ana.user.id, [{ cameraId: 'stage', role: null }]);
  await vi.waitFor(() => expect(ana.told()).not.toHaveProperty('cameraRoles'), WAIT);
  expect(await gain(ana, 'stage')).toBe('forbidden');
});

it('ends control and requests at the camera when the role there is lowered, and nowhere else', async () => {
  const [ben, eve] = [await person('operator'), await person('operator', hub)];
  for (const cameraId of ['stage', 'other'])
    expect(await ben.client.emitWithAck('control:request', { cameraId })).toMatchObject({ ok: true });
  const holder = async (cameraId: string): Promise<string | undefined> =>
    ((await (await hub.api(`/cameras/${cameraId}/control`, { token: admin })).json()) as ControlState).holder?.userId;
  await setRoles(ben.user.id, [{ cameraId: 'stage', role: 'contributor' }]);
  await vi.waitFor(async () => expect(await holder('stage')).toBeUndefined(), WAIT);
  expect(await holder('other')).toBe(ben.user.id);

  await eve.client.emitWithAck('control:request', { cameraId: 'other' });
  await setRoles(eve.user.id, [{ cameraId: 'other', role: 'viewer' }]);
  const pending = async (): Promise<unknown> =>
    ((await (await hub.api('/cameras/other/control', { token: admin })).json()) as ControlState).request;
  await vi.waitFor(async () => expect(await pending()).toBeNull(), WAIT);
  await ben.client.emitWithAck('control:release', { cameraId: 'other' });
});

it('makes an administrator of one camera, who may take control there and not administer the hub', async () => {
  const [cleo, dev] = [await person('operator'), await person('operator', hub)];
  await setRoles(cleo.user.id, [{ cameraId: 'stage', role: 'admin' }]);
  await vi.waitFor(() => expect(cleo.told()?.cameraRoles).toHaveLength(1), WAIT);
  const take = (cameraId: string): Promise<{ ok: boolean }> => cleo.client.emitWithAck('control:take', { cameraId, reason: 'because' });
  for (const cameraId of ['stage', 'other']) await dev.client.emitWithAck('control:request', { cameraId });
  expect([await take('stage'), await take('other')]).toMatchObject([{ ok: true }, { ok: false, error: { code: 'forbidden' } }]);
  for (const path of ['/users', '/audit', '/viewers']) expect((await edge.api(path, { token: cleo.token })).status).toBe(403);
  await cleo.client.emitWithAck('control:release', { cameraId: 'stage' });
  await dev.client.emitWithAck('control:release', { cameraId: 'other' });
});

it('applies to each capture of a bulk change, and to the share links that a list shows', async () => {
  const [fay, operator] = [await person('operator'), await person('operator', hub)];
  const captures: Capture[] = [await takeCapture(operator.client, 'stage'), await takeCapture(operator.client, 'other')];
  await setRoles(fay.user.id, [{ cameraId: 'stage', role: 'viewer' }]);
  await vi.waitFor(() => expect(fay.told()?.cameraRoles).toHaveLength(1), WAIT);
  const json = { ids: captures.map(({ id }) => id), change: { kind: 'trash' } };
  const result = (await (await edge.api('/captures/bulk', { method: 'POST', token: fay.token, json })).json()) as BulkResult;
  expect(result).toMatchObject({ changed: [captures[1]?.id], refused: [{ id: captures[0]?.id }] });

  for (const cameraId of ['stage', 'other']) {
    await hub.api('/shares', { method: 'POST', token: operator.token, json: { kind: 'live', cameraId } });
  }
  const { shares } = (await (await edge.api('/shares', { token: fay.token })).json()) as { shares: Share[] };
  expect(shares.map(({ cameraId }) => cameraId)).toEqual(['other']);
});
