/** The home of a camera ends, and its service dials another hub. */
import { randomUUID } from 'node:crypto';
import type { CameraState, ControlState, Job } from '@eyepiece/shared-types';
import { afterEach, expect, it } from 'vitest';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { startHubs, type TestHubs } from '../start-hubs.ts';

/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
const PATIENT = { timeout: 60_000, interval: 50 };

let hubs: TestHubs | undefined;
afterEach(() => hubs?.close());

async function stateAt(hub: TestHub, token: string): Promise<CameraState> {
  return (await (await hub.api('/cameras/cam', { token })).json()) as CameraState;
}

async function controlAt(hub: TestHub, token: string): Promise<ControlState> {
  return (await (await hub.api('/cameras/cam/control', { token })).json()) as ControlState;
}

/** All hubs are connected to each other, in both directions. */
async function connected({ hubs: all }: TestHubs): Promise<void> {
  const isUp = ({ hub }: TestHub): boolean => hub.others?.peers.connections.filter(({ up }) => up).length === all.length - 1;
  await expect.poll(() => all.every(isUp), PATIENT).toBe(true);
}

function request(client: TestClient): Promise<unknown> {
  return client.timeout(60_000).emitWithAck('control:request', { cameraId: 'cam' });
}

it('another hub becomes the home of a camera whose home ends; people keep their sockets, the lease is free, captures work', async () => {
  hubs = await startHubs(2);
  await connected(hubs);
  const [a, b] = hubs.hubs as [TestHub, TestHub];
  const camera = await b.connectCamera({ cameraId: 'cam' });
  const { token, user } = await a.person('operator');
  const controls: ControlState[] = [];
  const client = await a.client({ token }, {}, (socket) => socket.on('control:state', (state) => controls.push(state)));
  await expect.poll(() => stateAt(a, token), PATIENT).toMatchObject({ status: 'idle' });
  expect(await request(client)).toMatchObject({ ok: true, control: { holder: { userId: user.id } } });
  const first = (await (await a.api('/cameras/cam/captures', { method: 'POST', token, json: {} })).json()) as { capture: { id: string } };

  await b.hub.close();
  await camera.connect(a.url);
  await expect.poll(() => a.hub.registry.get('cam')?.isRemote, PATIENT).toBe(false);
  await expect.poll(() => stateAt(a, token), PATIENT).toMatchObject({ status: 'idle' });
  expect(camera.fence.highest).toBe(2);
  // The lease has ended with its home, and the person at the edge hears of it.
  await expect.poll(() => controls.at(-1)?.holder, PATIENT).toBeNull();
  expect(client.connected).toBe(true);
  expect(await request(client)).toMatchObject({ ok: true, control: { holder: { userId: user.id } } });
  const second = await a.api('/cameras/cam/settings', { method: 'PUT', token, json: { exposure: 21 } });
  expect(second.status).toBe(200);
  expect(camera.settings.exposure).toBe(21);
  expect((await a.api(`/captures/${first.capture.id}`, { token })).status).toBe(200);
});

it('a camera that moves to another hub moves at all hubs, and its lease is free', async () => {
  hubs = await startHubs(3);
  await connected(hubs);
  const [a, b, c] = hubs.hubs as [TestHub, TestHub, TestHub];
  const camera = a.camera({ cameraId: 'cam' });
  camera.instance = { instanceId: randomUUID() };
  await camera.connect();
  const { token, user } = await a.person('operator');
  const client = await c.client({ token });
  await expect.poll(() => stateAt(c, token), PATIENT).toMatchObject({ status: 'idle' });
  expect(await request(client)).toMatchObject({ ok: true, control: { holder: { userId: user.id } } });
  await expect.poll(async () => (await controlAt(b, token)).holder?.userId, PATIENT).toBe(user.id);

  await camera.connect(b.url);
  for (const hub of [a, c])
    await expect.poll(() => hub.hub.registry.get('cam')?.link?.address, PATIENT).toBe(b.hub.others?.peers.own.hubId);
  for (const hub of [a, b, c]) {
    await expect.poll(() => stateAt(hub, token), PATIENT).toMatchObject({ status: 'idle' });
    await expect.poll(async () => (await controlAt(hub, token)).holder, PATIENT).toBeNull();
  }
  // Orders of all hubs reach the camera over its new link.
  for (const [index, hub] of [a, b, c].entries()) {
    const exposure = 30 + index;
    expect((await hub.api('/cameras/cam/settings', { method: 'PUT', token, json: { exposure } })).status).toBe(200);
    expect(camera.settings.exposure).toBe(exposure);
  }
});

it('a hub that was the home shows the jobs as the present home records them, also when the camera is back', async () => {
  hubs = await startHubs(2);
  await connected(hubs);
  const [a, b] = hubs.hubs as [TestHub, TestHub];
  const camera = a.camera({ cameraId: 'cam' });
  camera.instance = { instanceId: randomUUID() };
  await camera.connect();
  const { token } = await a.person('operator');
  const started = async (): Promise<string> => {
    const response = await a.api('/cameras/cam/jobs', { method: 'POST', token, json: TIMELAPSE });
    expect(response.status).toBe(201);
    return ((await response.json()) as Job).id;
  };
  const at = async (hub: TestHub, id: string): Promise<Job> => (await (await hub.api(`/jobs/${id}`, { token })).json()) as Job;
  const moved = async (to: TestHub): Promise<void> => {
    await camera.connect(to.url);
    await expect.poll(() => to.hub.registry.get('cam')?.isRemote, PATIENT).toBe(false);
    for (const hub of [a, b]) await expect.poll(() => stateAt(hub, token), PATIENT).toMatchObject({ status: 'idle' });
  };

  const done = await started();
  await moved(b);
  camera.jobs.report(done, { done: 7 });
  for (const hub of [a, b]) await expect.poll(() => at(hub, done), PATIENT).toMatchObject({ state: 'running', done: 7 });
  camera.jobs.report(done, { state: 'done', done: 60, endedAtUs: Date.now() * 1000 });
  for (const hub of [a, b]) await expect.poll(() => at(hub, done), PATIENT).toMatchObject({ state: 'done', done: 60 });
  const forgotten = await started();
  await expect.poll(() => at(a, forgotten), PATIENT).toMatchObject({ state: 'running' });
  // As after a restart of the service, while the hub that has recorded both is not its home.
  camera.jobs.all.clear();
  await moved(a);
  for (const hub of [a, b]) await expect.poll(() => at(hub, forgotten), PATIENT).toMatchObject({ state: 'failed' });
  for (const hub of [a, b]) expect(await at(hub, done)).toMatchObject({ state: 'done', done: 60 });
});

it('a camera that one hub forgets is forgotten by all', async () => {
  hubs = await startHubs(2);
  await connected(hubs);
  const [a, b] = hubs.hubs as [TestHub, TestHub];
  const camera = await b.connectCamera({ cameraId: 'cam' });
  const { access_token: token } = await a.login();
  await expect.poll(() => stateAt(a, token), PATIENT).toMatchObject({ status: 'idle' });
  expect((await a.api('/cameras/cam', { method: 'DELETE', token })).status).toBe(409);
  await camera.close();
  await expect.poll(() => stateAt(a, token), PATIENT).toMatchObject({ status: 'offline' });
  await expect.poll(() => a.api('/cameras/cam', { method: 'DELETE', token }).then(({ status }) => status), PATIENT).toBe(204);
  for (const hub of [a, b]) await expect.poll(() => hub.api('/cameras/cam', { token }).then(({ status }) => status), PATIENT).toBe(404);
  // Its next hello lists it at all hubs again.
  await camera.connect();
  for (const hub of [a, b]) await expect.poll(() => stateAt(hub, token), PATIENT).toMatchObject({ status: 'idle' });
});
