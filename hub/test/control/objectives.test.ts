import { randomUUID } from 'node:crypto';
import type { CameraState, Capture, Objective } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { storedCapture } from '../setup/stored-capture.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let client: TestClient;
let token: string;
let camera: FakeCamera;
let cameras = 0;

beforeAll(async () => {
  token = (await hub.person('operator')).token;
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: `cam-${cameras++}` });
  client = await hub.client({ token });
});
afterEach(async () => {
  client.disconnect();
  await camera.close();
});

async function rest(path: string, method = 'GET', json?: unknown, as = token): Promise<{ status: number; body: unknown }> {
  const response = await hub.api(path, { method, token: as, ...(json !== undefined && { json }) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
const add = async (objective: object): Promise<Objective> =>
  (await rest(`/cameras/${camera.id}/objectives`, 'POST', objective)).body as Objective;
const choose = (objectiveId: string | null) => client.emitWithAck('objective:choose', { cameraId: camera.id, objectiveId });
const state = (): CameraState => hub.hub.registry.get(camera.id)!.state;

const TEN = { name: '10×', magnification: 10, numericalAperture: 0.3, immersion: 'air', umPerPixel: 0.345 };
const CALIBRATION = { objective: '10×', magnification: 10, numericalAperture: 0.3, immersion: 'air', umPerPixel: 0.345 };

it('can be created, changed and deleted', async () => {
  const { status, body } = await rest(`/cameras/${camera.id}/objectives`, 'POST', TEN);
  expect([status, body]).toEqual([201, expect.objectContaining({ ...TEN, cameraId: camera.id })]);
  const made = body as Objective;
  expect((await rest(`/cameras/${camera.id}/objectives`)).body).toEqual({ objectives: [made] });
  expect(await rest(`/objectives/${made.id}`, 'PATCH', { umPerPixel: null })).toMatchObject({ status: 200, body: { name: '10×' } });
  expect((await rest(`/objectives/${made.id}`, 'DELETE')).status).toBe(204);
  expect((await rest(`/cameras/${camera.id}/objectives`)).body).toEqual({ objectives: [] });
});

it('in use define the scale of captures and jobs, also after a restart', async () => {
  const objective = await add(TEN);
  expect(await choose(objective.id)).toEqual({ ok: true, objective });
  const capture = async (): Promise<Capture> => storedCapture(await client.emitWithAck('capture', { cameraId: camera.id }));
  expect((await capture()).calibration).toEqual(CALIBRATION);
  await client.emitWithAck('job:start', { cameraId: camera.id, job: TIMELAPSE });
  expect(camera.jobs.starts[0]?.calibration).toEqual(CALIBRATION);

  await hub.restart();
  expect(state().objective).toEqual(objective);
  await camera.connect();
  client = await hub.client({ token });
  expect((await capture()).calibration).toEqual(CALIBRATION);
  expect(await choose(null)).toEqual({ ok: true, objective: null });
  expect(await capture()).not.toHaveProperty('calibration');
});

it('are sent to all clients when they are chosen, changed and deleted', async () => {
  const objective = await add(TEN);
  const names: (string | undefined)[] = [];
  const viewer = await hub.client({ token: (await hub.person('viewer')).token });
  viewer.on('camera:state', (changed) => {
    if (changed.id === camera.id && changed.objective?.name !== names.at(-1)) names.push(changed.objective?.name);
  });
  expect(await rest(`/cameras/${camera.id}/objective`, 'PUT', { objectiveId: objective.id })).toMatchObject({
    status: 200,
    body: { objective },
  });
  await expect.poll(() => names).toEqual(['10×']);
  await rest(`/objectives/${objective.id}`, 'PATCH', { name: '10× Plan' });
  await expect.poll(() => names).toEqual(['10×', '10× Plan']);
  await rest(`/objectives/${objective.id}`, 'DELETE');
  await expect.poll(() => names).toEqual(['10×', '10× Plan', undefined]);
  viewer.disconnect();
});

it('conflict with another of the same name', async () => {
  await add(TEN);
  const again = await rest(`/cameras/${camera.id}/objectives`, 'POST', { name: '10×' });
  expect(again).toMatchObject({ status: 409, body: { code: 'conflict', message: 'This camera already has an objective named "10×"' } });
});

it('can be changed only by operators, and only within limits', async () => {
  const viewer = (await hub.person('viewer')).token;
  const objective = await add(TEN);
  const path = `/cameras/${camera.id}/objectives`;
  expect((await rest(path, 'GET', undefined, viewer)).status).toBe(200);
  expect((await rest(path, 'POST', TEN, viewer)).status).toBe(403);
  expect((await rest(`/objectives/${objective.id}`, 'DELETE', undefined, viewer)).status).toBe(403);
  expect((await rest(`/cameras/${camera.id}/objective`, 'PUT', { objectiveId: null }, viewer)).status).toBe(403);
  expect(await rest(path, 'POST', { name: 'x', umPerPixel: 0 })).toMatchObject({ status: 400, body: { issues: [{ path: 'umPerPixel' }] } });
});

it('answer 404 if they are unknown', async () => {
  for (const id of [randomUUID(), 'not-an-id']) {
    expect(await rest(`/objectives/${id}`, 'PATCH', {})).toMatchObject({ status: 404, body: { code: 'objective_not_found' } });
    expect(await rest(`/objectives/${id}`, 'DELETE')).toMatchObject({ status: 404, body: { code: 'objective_not_found' } });
  }
  expect(await choose(randomUUID())).toMatchObject({ ok: false, error: { code: 'objective_not_found' } });
  expect(await rest('/cameras/nowhere/objectives')).toMatchObject({ status: 404, body: { code: 'camera_not_found' } });
});
