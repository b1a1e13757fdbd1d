/** The live picture is stopped and started for everybody. */
import type { CameraState, SessionLog } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let token: string;
let name: string;
let camera: FakeCamera;
const clients: TestClient[] = [];
let cameras = 0;

beforeAll(async () => {
  const person = await hub.person('operator');
  token = person.token;
  name = person.user.name;
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: `cam-${String(cameras++)}` });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await camera.close();
});

const state = (): CameraState => hub.hub.registry.get(camera.id)!.state;
const streams = (): boolean | undefined => camera.demands.at(-1)?.streaming;
const rest = (path: string, method: string, json?: object): Promise<Response> =>
  hub.api(`/cameras/${camera.id}${path}`, { token, method, ...(json && { json }) });
const setLive = (client: TestClient, stopped: boolean) => client.emitWithAck('live:set', { cameraId: camera.id, stopped });

async function watching(bearer = token): Promise<TestClient> {
  const client = await hub.client({ token: bearer });
  clients.push(client);
  expect((await client.emitWithAck('watch', { cameraId: camera.id })).ok).toBe(true);
  return client;
}

describe('a stopped live picture', () => {
  it('demands no frames, whoever comes, until it is started', async () => {
    const client = await watching();
    await expect.poll(streams).toBe(true);
    expect(await setLive(client, true)).toEqual({ ok: true });
    await expect.poll(streams).toBe(false);
    expect(state()).toMatchObject({ status: 'idle', stopped: { by: { name } } });
    const demands = camera.demands.length;
    await watching((await hub.person('viewer')).token);
    // The camera service starts again, or its link does.
    await camera.close();
    await camera.connect();
    await expect.poll(() => state().status).toBe('idle');
    expect(camera.demands.slice(demands).every(({ streaming }) => !streaming)).toBe(true);
    expect(await setLive(client, false)).toEqual({ ok: true });
    await expect.poll(streams).toBe(true);
    expect(state().stopped).toBeUndefined();
  });

  it('lets captures through, and refuses a snapshot with the name of who stopped it', async () => {
    await watching();
    expect((await rest('/live', 'PUT', { stopped: true })).status).toBe(204);
    expect((await rest('/captures', 'POST', {})).status).toBe(201);
    const refused = await rest('/snapshot.jpg', 'GET');
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { code: 'conflict', message: `The live picture was stopped by ${name}; a capture still works` },
    ]);
    expect((await rest('/live', 'PUT', { stopped: false })).status).toBe(204);
    expect((await rest('/live', 'PUT', { stopped: 'yes' })).status).toBe(400);
  });

  it('tells who stopped it to a snapshot that waits for its frame', async () => {
    await watching();
    const deadline = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
    try {
      const { viewers } = state();
      const waiting = rest('/snapshot.jpg', 'GET');
      await expect.poll(() => state().viewers).toBe(viewers + 1);
      expect((await rest('/live', 'PUT', { stopped: true })).status).toBe(204);
      deadline.abort();
      const answer = await waiting;
      expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining(`stopped by ${name}`)]);
    } finally {
      timeout.mockRestore();
    }
  });

  it('measures nothing, and then what people had asked for', async () => {
    const client = await watching();
    expect((await client.emitWithAck('analysis:watch', { cameraId: camera.id, focus: true })).ok).toBe(true);
    await setLive(client, true);
    await expect.poll(() => camera.analysisRequests.at(-1)).toEqual({ histogram: false, focus: false });
    const region = { left: 8, top: 8, width: 16, height: 16 };
    expect((await client.emitWithAck('analysis:watch', { cameraId: camera.id, focus: true, region })).ok).toBe(true);
    await setLive(client, false);
    await expect.poll(() => camera.analysisRequests.at(-1)?.areas).toMatchObject([{ region }]);
  });

  it('keeps who stopped it first, and is in the log of the session and in the audit trail', async () => {
    const title = 'Light off';
    const { id } = (await (await hub.api('/sessions', { token, method: 'POST', json: { cameraId: camera.id, title } })).json()) as {
      id: string;
    };
    const client = await watching();
    await setLive(client, true);
    const { stopped } = state();
    await setLive(client, true);
    expect(state().stopped).toEqual(stopped);
    await setLive(client, false);
    const texts = async (): Promise<string[]> =>
      ((await (await hub.api(`/sessions/${id}/log?after=0`, { token })).json()) as SessionLog).entries.map(({ text }) => text);
    await expect.poll(texts).toEqual(expect.arrayContaining(['stopped the live picture for everybody', 'started the live picture']));
    const trail = async (): Promise<string[]> =>
      (await hub.audit()).flatMap(({ action, subject }) => (subject === camera.id && action.startsWith('live.') ? [action] : []));
    await expect.poll(trail).toEqual(['live.start', 'live.stop']);
  });
});
