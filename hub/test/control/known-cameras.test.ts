import type { CameraState, ErrorBody, Objective } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

const state = (id: string): CameraState | undefined => hub.hub.registry.get(id)?.state;
const deleteCamera = (id: string, as = token) => hub.api(`/cameras/${id}`, { method: 'DELETE', token: as });

/** The camera id of a frame that the camera sends once it is asked for frames. */
async function sourceOfFrame(camera: FakeCamera, client: TestClient): Promise<unknown> {
  await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
  const source = new Promise((resolve) => client.once('frame', resolve));
  await camera.sendFrame();
  return source;
}

it('a known camera is listed as offline after a restart, with its last state', async () => {
  const connectedAtUs = Date.now() * 1000;
  const camera = await hub.connectCamera({ cameraId: 'left' });
  camera.settings = { ...camera.settings, exposure: 77 };
  camera.sendState();
  await expect.poll(() => state('left')?.settings.exposure).toBe(77);
  await hub.restart();
  const listed = (await (await hub.api('/cameras', { token })).json()) as { cameras: CameraState[] };
  expect(listed.cameras).toMatchObject([
    { id: 'left', name: 'Camera left', model: 'F-1', status: 'offline', settings: { exposure: 77 }, fps: 0, jobs: [] },
  ]);
  expect(state('left')?.statusSinceUs).toBeGreaterThanOrEqual(connectedAtUs);
  expect(state('left')?.statusSinceUs).toBeLessThanOrEqual((Date.now() + 1) * 1000);

  const client = await hub.client({ token });
  expect(await client.emitWithAck('watch', { cameraId: 'left' })).toMatchObject({ ok: true, camera: { status: 'offline' } });
  await camera.connect();
  expect(await sourceOfFrame(camera, client)).toBe('left');
  client.disconnect();
  await camera.close();
});

it('administrators can delete an offline camera; it is new when it connects again', async () => {
  const camera = await hub.connectCamera({ cameraId: 'right' });
  const created = await hub.api('/cameras/right/objectives', { method: 'POST', token, json: { name: '10×' } });
  const objective = (await created.json()) as Objective;
  await hub.api('/cameras/right/objective', { method: 'PUT', token, json: { objectiveId: objective.id } });
  const online = await deleteCamera('right');
  expect([online.status, ((await online.json()) as ErrorBody).message]).toEqual([409, 'Camera right is connected: stop its service first']);
  await camera.close();
  await expect.poll(() => state('right')?.status).toBe('offline');

  expect((await deleteCamera('right', (await hub.person('operator')).token)).status).toBe(403);
  const client = await hub.client({ token });
  const lists: string[][] = [];
  client.on('cameras', (cameras) => lists.push(cameras.map(({ id }) => id).sort()));
  expect((await deleteCamera('right')).status).toBe(204);
  await expect.poll(() => lists.at(-1)).toEqual(['left']);
  expect((await hub.api('/cameras/right', { token })).status).toBe(404);
  expect((await deleteCamera('right')).status).toBe(404);
  await expect.poll(async () => (await hub.audit()).map(({ action }) => action)).toContain('camera.forget');

  await camera.connect();
  await expect.poll(() => lists.at(-1)).toEqual(['left', 'right']);
  expect(state('right')).toMatchObject({ status: 'idle' });
  expect(state('right')).not.toHaveProperty('objective');
  await client.emitWithAck('watch', { cameraId: 'right' });
  expect(await sourceOfFrame(camera, client)).toBe('right');
  client.disconnect();
  await camera.close();
});

it('a deleted camera stays deleted after a restart', async () => {
  const camera = await hub.connectCamera({ cameraId: 'third' });
  await camera.close();
  await expect.poll(() => state('third')?.status).toBe('offline');
  expect((await deleteCamera('third')).status).toBe(204);
  await hub.restart();
  expect(state('third')).toBeUndefined();
  expect(state('left')?.status).toBe('offline');
});
