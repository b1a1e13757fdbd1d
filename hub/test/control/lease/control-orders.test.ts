/** Control and orders, by sockets and REST: permissions, epochs, locks of jobs. */
import { CONTROL_EPOCH_HEADER, RPC_ERROR, type Job } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import { TIMELAPSE } from '../../setup/camera-parts/fake-jobs.ts';
import { answer, heldBy, useControlBench, type TestUser } from './control-bench.ts';

const bench = useControlBench();
const { ana, ben, admin, clock } = bench;

describe('a first order', () => {
  it('claims a free camera; orders of others are refused with the name of the holder', async () => {
    expect(await ana.setGain(1)).toMatchObject({ ok: true });
    await bench.expectForAll({ holder: { name: 'Ana', connected: true }, last: { change: 'claimed' } });
    expect(await ben.setGain(2)).toMatchObject(heldBy('Ana'));
    for (const path of [`/cameras/${bench.camera.id}/settings`, '/camera/settings']) {
      expect(await answer(ben.rest('PUT', path, { gain: 3 }))).toMatchObject({
        status: 409,
        body: { code: 'control_held', holder: 'Ana', message: 'Ana has control of this camera' },
      });
    }
    expect(bench.camera.settings.gain).toBe(1);
  });

  it('claims the camera for one of two people that order at once', async () => {
    const replies = await Promise.all([ana.setGain(1), ben.setGain(2), ben.setGain(3), ana.setGain(4)]);
    const winner = replies[0].ok ? 'Ana' : 'Ben';
    expect(replies.map(({ ok }) => ok)).toEqual(winner === 'Ana' ? [true, false, false, true] : [false, true, true, false]);
    await bench.expectForAll({ holder: { name: winner } });
  });

  it('claims nothing without the role of operator', async () => {
    const viewer = await bench.addPerson('Vera', 'viewer');
    await viewer.connect();
    expect(await viewer.setGain(1)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await viewer.control('request')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(viewer.state).toMatchObject({ holder: null });
    const contributor = await bench.addPerson('Carl', 'contributor');
    await contributor.connect();
    const capture = (settings: object) => contributor.client.emitWithAck('capture', { cameraId: bench.camera.id, ...settings });
    expect(await capture({ exposure: 5 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await capture({})).toMatchObject({ ok: true });
    expect(contributor.state).toMatchObject({ holder: null });
    viewer.disconnect();
    contributor.disconnect();
  });
});

describe('while another person has control', () => {
  const id = () => bench.camera.id;
  type Order = (person: TestUser) => Promise<unknown>;
  const refusals = { socket: heldBy('Ana'), rest: { status: 409, body: { code: 'control_held', holder: 'Ana' } } };
  const bySocket: Record<string, Order> = {
    'settings:update': (person) => person.setGain(9),
    'capture with an exposure': (person) => person.client.emitWithAck('capture', { cameraId: id(), exposure: 9 }),
    'capture with a gain': (person) => person.client.emitWithAck('capture', { cameraId: id(), gain: 9 }),
    'camera:fire': (person) => person.client.emitWithAck('camera:fire', { cameraId: id() }),
    'live:set': (person) => person.client.emitWithAck('live:set', { cameraId: id(), stopped: true }),
    'settings:save': (person) => person.client.emitWithAck('settings:save', { cameraId: id(), channel: 'user' }),
    'settings:load': (person) => person.client.emitWithAck('settings:load', { cameraId: id(), channel: 'user' }),
    'corrections:update': (person) => person.client.emitWithAck('corrections:update', { cameraId: id(), corrections: { dark: 'take' } }),
    'objective:choose': (person) => person.client.emitWithAck('objective:choose', { cameraId: id(), objectiveId: null }),
    'job:start': (person) => person.client.emitWithAck('job:start', { cameraId: id(), job: TIMELAPSE }),
  };
  const byRest: Record<string, Order> = {
    'PUT settings': (person) => answer(person.rest('PUT', `/cameras/${id()}/settings`, { gain: 9 })),
    'PUT settings of the guide': (person) => answer(person.rest('PUT', '/camera/settings', { gain: 9 })),
    'PUT settings as a file': (person) => answer(person.rest('PUT', `/cameras/${id()}/settings/file`, { settings: { gain: 9 } })),
    'POST capture with an exposure': (person) => answer(person.rest('POST', `/cameras/${id()}/captures`, { exposure: 9 })),
    'POST capture of the guide with a gain': (person) => answer(person.rest('POST', '/camera/capture', { gain: 9 })),
    'POST fire': (person) => answer(person.rest('POST', `/cameras/${id()}/fire`)),
    'PUT live': (person) => answer(person.rest('PUT', `/cameras/${id()}/live`, { stopped: true })),
    'POST save': (person) => answer(person.rest('POST', `/cameras/${id()}/settings/save`, { channel: 'user' })),
    'POST load': (person) => answer(person.rest('POST', `/cameras/${id()}/settings/load`, { channel: 'user' })),
    'PUT corrections': (person) => answer(person.rest('PUT', `/cameras/${id()}/corrections`, { flat: 'take' })),
    'PUT objective': (person) => answer(person.rest('PUT', `/cameras/${id()}/objective`, { objectiveId: null })),
    'POST job': (person) => answer(person.rest('POST', `/cameras/${id()}/jobs`, TIMELAPSE)),
  };

  it('no order that changes the camera reaches it', async () => {
    await ana.control('request');
    const reached: string[] = [];
    const settings = ['settings.update', 'settings.save', 'settings.load', 'settings.import'];
    const methods = [...settings, 'capture', 'camera.fire', 'corrections.update'];
    for (const method of methods) bench.camera.on[method] = () => void reached.push(method);
    for (const [name, order] of Object.entries(bySocket))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.socket });
    for (const [name, order] of Object.entries(byRest))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.rest });
    expect(reached).toEqual([]);
    expect(bench.camera.jobs.starts).toEqual([]);
  });

  it('others can capture, watch, estimate and retry', async () => {
    await ana.control('request');
    bench.camera.on['camera.retry'] = () => ({});
    expect(await ben.client.emitWithAck('capture', { cameraId: bench.camera.id, label: 'mine' })).toMatchObject({ ok: true });
    expect((await ben.rest('POST', '/camera/capture')).status).toBe(200);
    expect(await ben.client.emitWithAck('job:estimate', { cameraId: bench.camera.id, job: TIMELAPSE })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('camera:retry', { cameraId: bench.camera.id })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('analysis:watch', { cameraId: bench.camera.id, focus: true })).toMatchObject({ ok: true });
    await bench.expectForAll({ holder: { name: 'Ana' } });
  });

  it('an accepted order is completed after control has changed', async () => {
    let finish = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      bench.camera.on['settings.update'] = async () => {
        resolve();
        await new Promise<void>((done) => (finish = done));
        return { settings: bench.camera.settings };
      };
    });
    const slow = ana.setGain(5);
    await arrived;
    expect(await admin.client.emitWithAck('control:take', { cameraId: bench.camera.id, reason: 'now' })).toMatchObject({ ok: true });
    expect(await ana.setGain(6)).toMatchObject(heldBy('Ada'));
    finish();
    expect(await slow).toMatchObject({ ok: true });
  });
});

describe('the epoch', () => {
  it('is refused when outdated, by sockets and REST, also for a free camera', async () => {
    const free = ana.state?.epoch ?? NaN;
    expect(await ana.setGain(1, free)).toMatchObject({ ok: true });
    // Sent before the client learned that it has control.
    expect(await ana.setGain(2, free)).toMatchObject({ ok: true });
    const { epoch = NaN } = (await answer(ana.rest('GET', `/cameras/${bench.camera.id}/control`))).body;
    expect(epoch).toBe(free + 1);
    await ana.control('release');
    for (const stale of [free, epoch]) {
      expect(await ana.setGain(3, stale)).toMatchObject({ ok: false, error: { code: 'control_held' } });
      expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 3 }, String(stale)))).toMatchObject({
        status: 409,
        body: { code: 'control_held' },
      });
    }
    expect(bench.camera.settings.gain).toBe(2);
    await bench.expectForAll({ holder: null });
  });

  it.each(['seven', '-1', '1.5', '1e3'])('%s is refused with the name of the header', async (epoch) => {
    expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 3 }, epoch))).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: CONTROL_EPOCH_HEADER }] },
    });
  });

  it('is in the OpenAPI document of every order that needs control', async () => {
    const { paths } = (await (await bench.hub.api('/api/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
    };
    expect(paths['/api/v1/camera/settings']?.['put']?.parameters).toMatchObject([{ name: CONTROL_EPOCH_HEADER, in: 'header' }]);
    expect(Object.keys(paths['/api/v1/cameras/{id}/control'] ?? {}).toSorted()).toEqual(['get', 'post']);
  });
});

describe('while a job runs', () => {
  const start = async (person: TestUser): Promise<Job> => {
    const reply = await person.client.emitWithAck('job:start', { cameraId: bench.camera.id, job: TIMELAPSE });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.job;
  };
  const cancel = (person: TestUser, { id: jobId }: Job) => person.client.emitWithAck('job:cancel', { jobId });

  it('a request is not granted by silence before the job ends', async () => {
    const job = await start(ana);
    await ben.control('request');
    await expect.poll(() => ben.state?.request).toMatchObject({ name: 'Ben' });
    expect(ben.state?.request).not.toHaveProperty('grantedAtUs');
    clock.advance(400);
    await bench.expectForAll({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    bench.camera.jobs.report(job.id, { state: 'done', endedAtUs: Date.now() * 1000 });
    await bench.expectForAll({ request: { grantedAtUs: clock.nowUs() + 15_000_000 } });
    clock.advance(15);
    await bench.expectForAll({ holder: { name: 'Ben' } });
  });

  it('its owner and administrators can cancel it without control, others cannot', async () => {
    const first = await start(ana);
    expect(await cancel(ben, first)).toMatchObject(heldBy('Ana'));
    await ben.control('request');
    await ana.control('grant');
    expect(await cancel(ana, first)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    await bench.expectForAll({ holder: { name: 'Ben' } });
    const second = await start(ben);
    expect(await cancel(ana, second)).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${second.id}/cancel`)).status).toBe(409);
    expect(await cancel(admin, second)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    const third = await start(ben);
    bench.camera.jobs.report(third.id, { state: 'paused', resumable: true });
    expect(await ana.client.emitWithAck('job:resume', { jobId: third.id })).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${third.id}/resume`)).status).toBe(409);
  });

  it('refusals name the job that locks the settings', async () => {
    await start(ana);
    const message = 'exposure is locked by time-lapse 12/60';
    bench.camera.on['settings.update'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.busy, message });
    };
    expect(await ana.setGain(1)).toMatchObject({ ok: false, error: { code: 'camera_busy', message } });
    expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 1 }))).toMatchObject({
      status: 409,
      body: { code: 'camera_busy', message },
    });
  });
});
