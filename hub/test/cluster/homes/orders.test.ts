/** Two hubs: people at one control and see the camera of the other. */
import { randomUUID } from 'node:crypto';
import type {
  Ack,
  CameraChange,
  CameraState,
  CapturePage,
  ControlState,
  Job,
  RewindPage,
  SettingsCopy,
  Shot,
} from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { exposeUntilCancelled } from '../../setup/camera-parts/fake-exposures.ts';
import type { TestClient, TestHub } from '../../setup/start-hub.ts';
import { startHubs, type TestHubs } from '../start-hubs.ts';

/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
const PATIENT = { timeout: 60_000, interval: 50 };

let hubs: TestHubs | undefined;
/** The hub of the people, and the home of the camera. */
let edge: TestHub;
let home: TestHub;
let camera: FakeCamera;

beforeAll(async () => {
  hubs = await startHubs(2, {}, { control: { graceMs: 500 } });
  [edge, home] = hubs.hubs as [TestHub, TestHub];
  camera = await home.connectCamera({ cameraId: 'cam' });
  await vi.waitFor(async () => expect(await camerasOf(edge)).toMatchObject([{ id: 'cam', status: 'idle' }]), PATIENT);
});
afterAll(() => hubs?.close());

async function camerasOf(hub: TestHub): Promise<CameraState[]> {
  const { access_token: token } = await hub.login();
  const response = await hub.api('/cameras', { token });
  return ((await response.json()) as { cameras: CameraState[] }).cameras;
}

async function controlOf(hub: TestHub, token: string): Promise<ControlState> {
  return (await (await hub.api('/cameras/cam/control', { token })).json()) as ControlState;
}

/** The answer to an event. */
function ask(client: TestClient, event: string, request: object): Promise<Awaited<Parameters<Ack<object>>[0]>> {
  return client.timeout(60_000).emitWithAck(event as 'settings:update', request as never) as never;
}

describe('a camera of another hub', () => {
  it('is listed with the same state at both hubs', async () => {
    await expect
      .poll(async () => {
        const [here, there] = [await camerasOf(edge), await camerasOf(home)];
        const withoutClock = ({ clockOffsetUs: _own, ...state }: CameraState): object => state;
        return JSON.stringify(here.map(withoutClock)) === JSON.stringify(there.map(withoutClock));
      }, PATIENT)
      .toBe(true);
  });

  it('takes settings from people at the edge; every hub announces what the camera read back', async () => {
    const { token, user } = await edge.person('operator');
    const states: CameraChange[] = [];
    const client = await edge.client({ token }, {}, (socket) => socket.on('camera:state', (state) => states.push(state)));
    expect(await ask(client, 'settings:update', { cameraId: 'cam', settings: { exposure: 12 } })).toMatchObject({
      ok: true,
      settings: { exposure: 12 },
    });
    expect(camera.settings.exposure).toBe(12);
    await expect.poll(() => states.at(-1)?.settings.exposure, PATIENT).toBe(12);
    await expect.poll(async () => (await camerasOf(home))[0]?.settings.exposure, PATIENT).toBe(12);
    const entries = (await home.audit()).filter(({ action, actorId }) => action === 'settings.update' && actorId === user.id);
    expect(entries).toHaveLength(1);
    expect((await ask(client, 'control:release', { cameraId: 'cam' })).ok).toBe(true);
    client.disconnect();
  });

  it('refuses bad settings with the error of the camera, and people without rights', async () => {
    const { token } = await edge.person('operator');
    camera.on['settings.update'] = () => {
      throw new Error('the sensor is on fire');
    };
    const failed = await edge.api('/cameras/cam/settings', { method: 'PUT', token, json: { exposure: 3 } });
    expect(failed.status).toBe(502);
    expect(await failed.json()).toMatchObject({ code: 'camera_error' });
    const viewer = await edge.person('viewer');
    const refused = await edge.api('/cameras/cam/settings', { method: 'PUT', token: viewer.token, json: { exposure: 3 } });
    expect(refused.status).toBe(403);
    const released = await edge.api('/cameras/cam/control', { method: 'POST', token, json: { action: 'release' } });
    expect(released.status).toBe(200);
  });

  it('shows a long capture to people at the edge, and is told to cancel it', async () => {
    const [ana, ben] = [await edge.person('contributor'), await edge.person('viewer')];
    const before = camera.on['capture'];
    exposeUntilCancelled(camera);
    const [atEdge, watching] = [await edge.client({ token: ana.token }), await edge.client({ token: ben.token })];
    const taking = ask(atEdge, 'capture', { cameraId: 'cam' });
    const shown = async (): Promise<CameraState['exposing']> => (await camerasOf(edge))[0]?.exposing;
    await expect.poll(shown, PATIENT).toMatchObject([{ user: { id: ana.user.id }, totalMs: 20_000 }]);
    const captureId = (await shown())?.[0]?.captureId;
    expect(await ask(watching, 'capture:cancel', { cameraId: 'cam', captureId })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await ask(atEdge, 'capture:cancel', { cameraId: 'cam', captureId })).toEqual({ ok: true });
    expect(await taking).toMatchObject({
      ok: false,
      error: { code: 'capture_cancelled', message: `${ana.user.name} cancelled the capture` },
    });
    await expect.poll(shown, PATIENT).toBeUndefined();
    expect(await ask(atEdge, 'capture:cancel', { cameraId: 'cam', captureId })).toMatchObject({ ok: false });
    if (before) camera.on['capture'] = before;
    for (const client of [atEdge, watching]) client.disconnect();
  });

  it('has one holder of control for all hubs', async () => {
    const [ana, ben] = [await edge.person('operator'), await edge.person('operator')];
    const states: ControlState[] = [];
    const [atEdge, atHome] = [
      await edge.client({ token: ana.token }),
      await home.client({ token: ben.token }, {}, (socket) => socket.on('control:state', (state) => states.push(state))),
    ];
    expect(await ask(atEdge, 'control:request', { cameraId: 'cam' })).toMatchObject({
      ok: true,
      control: { holder: { userId: ana.user.id } },
    });
    await expect.poll(() => states.at(-1)?.holder?.userId, PATIENT).toBe(ana.user.id);
    expect(await ask(atHome, 'camera:fire', { cameraId: 'cam' })).toMatchObject({
      ok: false,
      error: { code: 'control_held', holder: ana.user.name },
    });
    // Ben asks at the home, Ana hears of it at the edge and grants it there.
    const asked: ControlState[] = [];
    atEdge.on('control:state', (state) => asked.push(state));
    expect((await ask(atHome, 'control:request', { cameraId: 'cam' })).ok).toBe(true);
    await expect.poll(() => asked.at(-1)?.request?.userId, PATIENT).toBe(ben.user.id);
    expect(await ask(atEdge, 'control:grant', { cameraId: 'cam' })).toMatchObject({
      ok: true,
      control: { holder: { userId: ben.user.id } },
    });
    await expect.poll(async () => (await controlOf(edge, ana.token)).holder?.userId, PATIENT).toBe(ben.user.id);
    expect((await ask(atHome, 'control:release', { cameraId: 'cam' })).ok).toBe(true);
    for (const client of [atEdge, atHome]) client.disconnect();
  });

  it('is free again after the holder at the edge has disconnected', async () => {
    const { token, user } = await edge.person('operator');
    const client = await edge.client({ token });
    expect((await ask(client, 'control:request', { cameraId: 'cam' })).ok).toBe(true);
    await expect.poll(async () => (await controlOf(home, token)).holder, PATIENT).toMatchObject({ userId: user.id, connected: true });
    client.disconnect();
    await expect.poll(async () => (await controlOf(home, token)).holder, PATIENT).toBeNull();
    await expect.poll(async () => (await controlOf(edge, token)).last?.change, PATIENT).toBe('disconnected');
  });

  it('takes pictures for people at the edge: the answer comes once file and row are durable', async () => {
    const { token, user } = await edge.person('contributor');
    const response = await edge.api('/cameras/cam/captures', { method: 'POST', token, json: { label: 'from the edge' } });
    expect(response.status).toBe(201);
    const { capture } = (await response.json()) as { capture: { id: string; user: { id: string } } };
    expect(capture).toMatchObject({ label: 'from the edge', user: { id: user.id } });
    expect((await edge.api(`/captures/${capture.id}`, { token })).status).toBe(200);
  });

  it('takes a picture together with cameras of the other hub, and takes over their settings', async () => {
    const { token } = await edge.person('operator');
    const near = await edge.connectCamera({ cameraId: 'near' });
    const isTimed = (hub: TestHub, id: string): boolean => hub.hub.registry.get(id)?.link?.clock.isKnown === true;
    await expect.poll(() => isTimed(edge, 'near') && isTimed(home, 'cam'), PATIENT).toBe(true);
    const connections = [...(edge.hub.others?.peers.connections ?? [])];
    await expect.poll(() => connections.every(({ clock }) => clock.isKnown), PATIENT).toBe(true);
    const response = await edge.api('/shots', { method: 'POST', token, json: { cameraIds: ['near', 'cam'] } });
    const shot = (await response.json()) as Shot;
    expect(shot.results).toMatchObject([
      { cameraId: 'near', state: 'stored', exposure: {} },
      { cameraId: 'cam', state: 'stored', exposure: {} },
    ]);
    expect(shot.spread?.cameras).toBe(2);
    const found = (await (await home.api(`/captures?shotId=${shot.id}`, { token })).json()) as CapturePage;
    expect(found.total).toBe(2);
    near.settings = { ...near.settings, gain: 7 };
    const json = { from: 'near', cameraIds: ['cam'], settings: ['gain'] };
    const copied = (await (await edge.api('/settings-copies', { method: 'POST', token, json })).json()) as SettingsCopy;
    expect(copied.results).toMatchObject([{ cameraId: 'cam', applied: { gain: 7 } }]);
    await expect.poll(async () => (await controlOf(home, token)).holder, PATIENT).toBeNull();
    await near.close();
    await expect
      .poll(async () => (await edge.api('/cameras/near', { method: 'DELETE', token: (await edge.login()).access_token })).status, PATIENT)
      .toBe(204);
    await expect.poll(async () => (await camerasOf(home)).length, PATIENT).toBe(1);
  });

  it('waits for a capture whose upload arrives at another hub than the home', async () => {
    const { token } = await edge.person('contributor');
    camera.uploads = false;
    const params = Promise.withResolvers<{ captureId: string }>();
    const take = camera.on['capture'];
    camera.on['capture'] = (request: { captureId: string }) => {
      params.resolve(request);
      return take?.(request as never);
    };
    const answered = home.api('/cameras/cam/captures', { method: 'POST', token, json: {} });
    const { metadata, jpeg } = await camera.makeCapture(await params.promise);
    const elsewhere = edge.camera({ cameraId: 'cam' });
    expect((await elsewhere.upload(metadata, jpeg)).status).toBe(201);
    expect((await answered).status).toBe(201);
    camera.uploads = true;
  });

  it('runs jobs for people at the edge, who see their progress', async () => {
    const { token } = await edge.person('operator');
    const progress: Job[] = [];
    const client = await edge.client({ token }, {}, (socket) => socket.on('job:progress', (job) => progress.push(job)));
    const started = await ask(client, 'job:start', { cameraId: 'cam', job: { kind: 'timelapse', count: 60, everyMs: 1000 } });
    expect(started).toMatchObject({ ok: true, job: { state: 'running', cameraId: 'cam' } });
    const { job } = started as unknown as { job: Job };
    await expect.poll(() => progress.some(({ id }) => id === job.id), PATIENT).toBe(true);
    await expect.poll(async () => (await camerasOf(edge))[0]?.jobs[0]?.id, PATIENT).toBe(job.id);
    expect(await ask(client, 'job:cancel', { jobId: job.id })).toMatchObject({ ok: true, job: { id: job.id, state: 'cancelled' } });
    expect((await ask(client, 'control:release', { cameraId: 'cam' })).ok).toBe(true);
    client.disconnect();
  });

  it('shows its frames to viewers at the edge', async () => {
    const { token } = await edge.person('viewer');
    const seen: string[] = [];
    const client = await edge.client({ token }, {}, (socket) => socket.on('frame', (id) => seen.push(id)));
    expect((await ask(client, 'watch', { cameraId: 'cam', flow: 'none' })).ok).toBe(true);
    await expect
      .poll(async () => {
        await camera.sendFrame();
        return seen.at(-1);
      }, PATIENT)
      .toBe('cam');
    client.disconnect();
  });

  it('is stopped for people at every hub, and started by one at the other', async () => {
    const [ana, ben] = [await edge.person('operator'), await home.person('viewer')];
    const [atEdge, atHome] = [await edge.client({ token: ana.token }), await home.client({ token: ben.token })];
    for (const client of [atEdge, atHome]) expect((await ask(client, 'watch', { cameraId: 'cam' })).ok).toBe(true);
    await expect.poll(() => camera.demands.at(-1)?.streaming, PATIENT).toBe(true);
    expect((await ask(atEdge, 'live:set', { cameraId: 'cam', stopped: true })).ok).toBe(true);
    await expect.poll(() => camera.demands.at(-1)?.streaming, PATIENT).toBe(false);
    for (const hub of [edge, home]) await expect.poll(async () => (await camerasOf(hub))[0]?.stopped?.by.name, PATIENT).toBe(ana.user.name);
    const refused = await edge.api('/cameras/cam/snapshot.jpg', { token: ana.token });
    expect(refused.status).toBe(409);
    const feed = await edge.api('/cameras/cam/feed', { token: ana.token });
    let received = '';
    for await (const chunk of feed.body as unknown as AsyncIterable<Uint8Array>)
      if ((received += Buffer.from(chunk).toString('latin1')).includes('X-Not-Live: 1')) break;
    expect(received).toContain('X-Not-Live: 1');
    expect((await ask(atEdge, 'live:set', { cameraId: 'cam', stopped: false })).ok).toBe(true);
    await expect.poll(() => camera.demands.at(-1)?.streaming, PATIENT).toBe(true);
    await expect.poll(async () => (await camerasOf(edge))[0]?.stopped, PATIENT).toBeUndefined();
    expect((await ask(atEdge, 'control:release', { cameraId: 'cam' })).ok).toBe(true);
    for (const client of [atEdge, atHome]) client.disconnect();
  });

  it('shows past frames to people at the edge, as they were sent', async () => {
    const { token } = await edge.person('viewer');
    const jpeg = Buffer.alloc(300_000, 7);
    await camera.sendFrame(jpeg);
    const name = camera.rewind.newestName;
    const past = (path: string): Promise<Response> => edge.api(`/cameras/cam/rewind${path}`, { token });
    const { capturedAtUs, seq } = (await (await past('')).json()) as RewindPage;
    expect(`${capturedAtUs.at(-1)}-${seq.at(-1)}.jpg`).toBe(name);
    expect(Buffer.compare(await (await past(`/${name}`)).bytes(), jpeg)).toBe(0);
    expect((await past('/1-1.jpg')).status).toBe(404);
    camera.sendState();
    await expect.poll(async () => (await camerasOf(edge))[0]?.rewind?.toUs, PATIENT).toBe(capturedAtUs.at(-1));
  });

  it('refuses a second process with its id at the other hub', async () => {
    camera.instance = { instanceId: randomUUID(), host: 'lab' };
    await camera.connect();
    await expect.poll(() => home.hub.registry.get('cam')?.link?.instanceId, PATIENT).toBe(camera.instance.instanceId);
    const second = edge.camera({ cameraId: 'cam' });
    second.instance = { instanceId: randomUUID() };
    await expect(second.connect()).rejects.toThrow('the camera id cam is in use by the camera service on lab');
    expect(home.hub.registry.get('cam')?.online).toBe(true);
  });
});
