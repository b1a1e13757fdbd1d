/** What control means for orders, by sockets and REST: who may give them, which epoch counts, what a job locks. */
import { CONTROL_EPOCH_HEADER, RPC_ERROR, type Job } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/rpc-peer.ts';
import { TIMELAPSE } from '../fake-jobs.ts';
import { answer, heldBy, useControlBench, type Somebody } from './control-bench.ts';

const bench = useControlBench();
const { ana, ben, admin, clock } = bench;

describe('first touch', () => {
  it('takes a free camera; others are refused with the name, by sockets and REST', async () => {
    expect(await ana.sets(1)).toMatchObject({ ok: true });
    await bench.allSee({ holder: { name: 'Ana', connected: true }, last: { change: 'claimed' } });
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    for (const path of [`/cameras/${bench.camera.id}/settings`, '/camera/settings']) {
      expect(await answer(ben.rest('PUT', path, { gain: 3 }))).toMatchObject({
        status: 409,
        body: { code: 'control_held', holder: 'Ana', message: 'Ana has control of this camera' },
      });
    }
    expect(bench.camera.settings.gain).toBe(1);
  });

  it('of two at once is one', async () => {
    const replies = await Promise.all([ana.sets(1), ben.sets(2), ben.sets(3), ana.sets(4)]);
    const winner = replies[0].ok ? 'Ana' : 'Ben';
    expect(replies.map(({ ok }) => ok)).toEqual(winner === 'Ana' ? [true, false, false, true] : [false, true, true, false]);
    await bench.allSee({ holder: { name: winner } });
  });

  it('of somebody who may not control does nothing', async () => {
    const viewer = await bench.somebody('Vera', 'viewer');
    await viewer.opens();
    expect(await viewer.sets(1)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await viewer.control('request')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(viewer.sees).toMatchObject({ holder: null });
    const contributor = await bench.somebody('Carl', 'contributor');
    await contributor.opens();
    const snap = (settings: object) => contributor.client.emitWithAck('capture', { cameraId: bench.camera.id, ...settings });
    expect(await snap({ exposure: 5 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await snap({})).toMatchObject({ ok: true });
    expect(contributor.sees).toMatchObject({ holder: null });
    viewer.leaves();
    contributor.leaves();
  });
});

describe('while somebody else has control', () => {
  const id = () => bench.camera.id;
  type Order = (person: Somebody) => Promise<unknown>;
  const refusals = { socket: heldBy('Ana'), rest: { status: 409, body: { code: 'control_held', holder: 'Ana' } } };
  const bySocket: Record<string, Order> = {
    'settings:update': (who) => who.sets(9),
    'capture with an exposure': (who) => who.client.emitWithAck('capture', { cameraId: id(), exposure: 9 }),
    'capture with a gain': (who) => who.client.emitWithAck('capture', { cameraId: id(), gain: 9 }),
    'camera:fire': (who) => who.client.emitWithAck('camera:fire', { cameraId: id() }),
    'settings:save': (who) => who.client.emitWithAck('settings:save', { cameraId: id(), channel: 'user' }),
    'settings:load': (who) => who.client.emitWithAck('settings:load', { cameraId: id(), channel: 'user' }),
    'corrections:update': (who) => who.client.emitWithAck('corrections:update', { cameraId: id(), corrections: { dark: 'take' } }),
    'objective:choose': (who) => who.client.emitWithAck('objective:choose', { cameraId: id(), objectiveId: null }),
    'job:start': (who) => who.client.emitWithAck('job:start', { cameraId: id(), job: TIMELAPSE }),
  };
  const byRest: Record<string, Order> = {
    'PUT settings': (who) => answer(who.rest('PUT', `/cameras/${id()}/settings`, { gain: 9 })),
    'PUT settings of the guide': (who) => answer(who.rest('PUT', '/camera/settings', { gain: 9 })),
    'PUT settings as a file': (who) => answer(who.rest('PUT', `/cameras/${id()}/settings/file`, { settings: { gain: 9 } })),
    'POST capture with an exposure': (who) => answer(who.rest('POST', `/cameras/${id()}/captures`, { exposure: 9 })),
    'POST capture of the guide with a gain': (who) => answer(who.rest('POST', '/camera/capture', { gain: 9 })),
    'POST fire': (who) => answer(who.rest('POST', `/cameras/${id()}/fire`)),
    'POST save': (who) => answer(who.rest('POST', `/cameras/${id()}/settings/save`, { channel: 'user' })),
    'POST load': (who) => answer(who.rest('POST', `/cameras/${id()}/settings/load`, { channel: 'user' })),
    'PUT corrections': (who) => answer(who.rest('PUT', `/cameras/${id()}/corrections`, { flat: 'take' })),
    'PUT objective': (who) => answer(who.rest('PUT', `/cameras/${id()}/objective`, { objectiveId: null })),
    'POST job': (who) => answer(who.rest('POST', `/cameras/${id()}/jobs`, TIMELAPSE)),
  };

  it('no order that changes anything reaches the camera', async () => {
    await ana.control('request');
    const reached: string[] = [];
    for (const method of ['settings.update', 'capture', 'camera.fire', 'settings.save', 'settings.load', 'corrections.update']) {
      bench.camera.on[method] = () => void reached.push(method);
    }
    for (const [name, order] of Object.entries(bySocket))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.socket });
    for (const [name, order] of Object.entries(byRest))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.rest });
    expect(reached).toEqual([]);
    expect(bench.camera.jobs.starts).toEqual([]);
  });

  it('others snap, look, estimate and retry', async () => {
    await ana.control('request');
    bench.camera.on['camera.retry'] = () => ({});
    expect(await ben.client.emitWithAck('capture', { cameraId: bench.camera.id, label: 'mine' })).toMatchObject({ ok: true });
    expect((await ben.rest('POST', '/camera/capture')).status).toBe(200);
    expect(await ben.client.emitWithAck('job:estimate', { cameraId: bench.camera.id, job: TIMELAPSE })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('camera:retry', { cameraId: bench.camera.id })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('analysis:watch', { cameraId: bench.camera.id, focus: true })).toMatchObject({ ok: true });
    await bench.allSee({ holder: { name: 'Ana' } });
  });

  it('an order that had passed is carried out, whoever has control by then', async () => {
    let finish = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      bench.camera.on['settings.update'] = async () => {
        resolve();
        await new Promise<void>((done) => (finish = done));
        return { settings: bench.camera.settings };
      };
    });
    const slow = ana.sets(5);
    await arrived;
    expect(await admin.client.emitWithAck('control:take', { cameraId: bench.camera.id, reason: 'now' })).toMatchObject({ ok: true });
    expect(await ana.sets(6)).toMatchObject(heldBy('Ada'));
    finish();
    expect(await slow).toMatchObject({ ok: true });
  });
});

describe('the epoch', () => {
  it('of before is refused, by sockets and REST, also in a free camera', async () => {
    const free = ana.sees?.epoch ?? NaN;
    expect(await ana.sets(1, free)).toMatchObject({ ok: true });
    // Given before the news of having control came.
    expect(await ana.sets(2, free)).toMatchObject({ ok: true });
    const { epoch = NaN } = (await answer(ana.rest('GET', `/cameras/${bench.camera.id}/control`))).body;
    expect(epoch).toBe(free + 1);
    await ana.control('release');
    for (const stale of [free, epoch]) {
      expect(await ana.sets(3, stale)).toMatchObject({ ok: false, error: { code: 'control_held' } });
      expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 3 }, String(stale)))).toMatchObject({
        status: 409,
        body: { code: 'control_held' },
      });
    }
    expect(bench.camera.settings.gain).toBe(2);
    await bench.allSee({ holder: null });
  });

  it.each(['seven', '-1', '1.5', '1e3'])('as %s is a bad request that names the header', async (epoch) => {
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
  const start = async (who: Somebody): Promise<Job> => {
    const reply = await who.client.emitWithAck('job:start', { cameraId: bench.camera.id, job: TIMELAPSE });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.job;
  };
  const cancel = (who: Somebody, { id: jobId }: Job) => who.client.emitWithAck('job:cancel', { jobId });

  it('silence waits for its end', async () => {
    const job = await start(ana);
    await ben.control('request');
    await expect.poll(() => ben.sees?.request).toMatchObject({ name: 'Ben' });
    expect(ben.sees?.request).not.toHaveProperty('grantedAtUs');
    clock.advance(400);
    await bench.allSee({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    bench.camera.jobs.report(job.id, { state: 'done', endedAtUs: Date.now() * 1000 });
    await bench.allSee({ request: { grantedAtUs: clock.nowUs() + 15_000_000 } });
    clock.advance(15);
    await bench.allSee({ holder: { name: 'Ben' } });
  });

  it('who started it may end it without control, others may not, administrators may', async () => {
    const first = await start(ana);
    expect(await cancel(ben, first)).toMatchObject(heldBy('Ana'));
    await ben.control('request');
    await ana.control('grant');
    expect(await cancel(ana, first)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    await bench.allSee({ holder: { name: 'Ben' } });
    const second = await start(ben);
    expect(await cancel(ana, second)).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${second.id}/cancel`)).status).toBe(409);
    expect(await cancel(admin, second)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    const third = await start(ben);
    bench.camera.jobs.report(third.id, { state: 'paused', resumable: true });
    expect(await ana.client.emitWithAck('job:resume', { jobId: third.id })).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${third.id}/resume`)).status).toBe(409);
  });

  it('everybody is told what locks the settings', async () => {
    await start(ana);
    const message = 'exposure is locked by time-lapse 12/60';
    bench.camera.on['settings.update'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.busy, message });
    };
    expect(await ana.sets(1)).toMatchObject({ ok: false, error: { code: 'camera_busy', message } });
    expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 1 }))).toMatchObject({
      status: 409,
      body: { code: 'camera_busy', message },
    });
  });
});
