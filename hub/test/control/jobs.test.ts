import { randomUUID } from 'node:crypto';
import { RPC_ERROR, type Job, type JobSpec } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let client: TestClient;
let token: string;
let camera: FakeCamera;
let cameras = 0;
const seen: Job[] = [];

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: `cam-${cameras++}` });
  client = await hub.client({ token });
  seen.length = 0;
  client.on('job:progress', (job) => seen.push(job));
});
afterEach(async () => {
  client.disconnect();
  await camera.close();
});

async function start(job: JobSpec = TIMELAPSE): Promise<Job> {
  const reply = await client.emitWithAck('job:start', { cameraId: camera.id, job });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.job;
}
const idsOf = (body: unknown): string[] => (body as { jobs: Job[] }).jobs.map(({ id }) => id);
const shown = (id = camera.id): Job[] => hub.hub.registry.get(id)?.state.jobs ?? [];
async function rest(path: string, method = 'GET', json?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await hub.api(path, { method, token, ...(json !== undefined && { json }) });
  return { status: response.status, body: await response.json() };
}

describe('a job', () => {
  it('is started by the camera service, announced to all clients, and followed to its end', async () => {
    const viewer = await hub.client({ token: (await hub.person('viewer')).token });
    const reports: Job[] = [];
    viewer.on('job:progress', (job) => reports.push(job));
    const job = await start({ ...TIMELAPSE, label: 'Onion', format: 'ome-tiff' });
    expect(camera.jobs.starts[0]).toMatchObject({
      jobId: job.id,
      job: { label: 'Onion', format: 'ome-tiff' },
      user: { name: job.user?.name },
    });
    expect(job).toMatchObject({ state: 'running', done: 0, total: 60, cameraId: camera.id });
    expect(shown()).toEqual([job]);
    camera.jobs.report(job.id, { done: 12, bytes: 9e6 });
    await expect.poll(() => reports.at(-1)).toMatchObject({ id: job.id, done: 12 });
    expect(shown()[0]).toMatchObject({ done: 12 });
    camera.jobs.report(job.id, { done: 60, state: 'done', endedAtUs: Date.now() * 1000 });
    await expect.poll(() => reports.at(-1)?.state).toBe('done');
    expect(shown()).toMatchObject([{ id: job.id, state: 'done' }]);
    expect((await rest(`/jobs/${job.id}`)).body).toMatchObject({ state: 'done', done: 60 });
    viewer.disconnect();
  });

  it('sends a camera state when the job changes state, not with every picture', async () => {
    const started = new Promise((resolve) => {
      client.on('camera:state', ({ id, jobs }) => {
        if (id === camera.id && jobs?.some(({ state }) => state === 'running')) resolve(undefined);
      });
    });
    const job = await start();
    await started;
    let states = 0;
    client.on('camera:state', (state) => {
      if (state.id === camera.id) states += 1;
    });
    for (const done of [1, 2, 3]) camera.jobs.report(job.id, { done });
    await expect.poll(() => seen.at(-1)?.done).toBe(3);
    expect(states).toBe(0);
    camera.jobs.report(job.id, { state: 'paused', reason: 'The camera was unplugged', resumable: true });
    await expect.poll(() => states).toBe(1);
  });

  it('can be cancelled and resumed, by socket and REST', async () => {
    const job = await start();
    camera.jobs.report(job.id, { state: 'paused', reason: 'unplugged', resumable: true });
    await expect.poll(() => shown()[0]?.state).toBe('paused');
    expect(await client.emitWithAck('job:resume', { jobId: job.id })).toMatchObject({ ok: true, job: { state: 'running' } });
    expect((await rest(`/jobs/${job.id}/cancel`, 'POST')).body).toMatchObject({ state: 'cancelled' });
    expect(shown()[0]?.state).toBe('cancelled');
    expect((await rest(`/jobs/${job.id}/cancel`, 'POST')).body).toMatchObject({ state: 'cancelled' });
    expect(await client.emitWithAck('job:resume', { jobId: job.id })).toMatchObject({ ok: false, error: { code: 'conflict' } });
    await expect
      .poll(async () => (await hub.audit()).filter(({ subject }) => subject === job.id).map(({ action }) => action))
      .toEqual(['job.cancel', 'job.resume', 'job.start']);
  });

  it('stays ended when an outdated report arrives', async () => {
    const job = await start();
    camera.jobs.report(job.id, { done: 60, state: 'done', endedAtUs: Date.now() * 1000 });
    camera.send({ jsonrpc: '2.0', method: 'job', params: { job: { ...job, done: 59 } } });
    const other = await start({ kind: 'burst', count: 5 });
    expect(shown().map(({ id, state }) => [id, state])).toEqual([
      [other.id, 'running'],
      [job.id, 'done'],
    ]);
  });

  it('can be started, listed and estimated by REST', async () => {
    const path = `/cameras/${camera.id}/jobs`;
    const first = await rest(path, 'POST', { kind: 'clip', durationMs: 2000 });
    expect(first).toMatchObject({ status: 201, body: { state: 'running', job: { kind: 'clip' } } });
    const { id } = first.body as Job;
    await rest(`/jobs/${id}/cancel`, 'POST');
    const second = await rest(path, 'POST', TIMELAPSE);
    expect(idsOf((await rest(path)).body)).toEqual([(second.body as Job).id, id]);
    expect(idsOf((await rest(`${path}?limit=1`)).body)).toHaveLength(1);
    expect((await rest(`${path}/estimate`, 'POST', TIMELAPSE)).body).toMatchObject({ bytes: 240e6, fits: true });
    expect(camera.jobs.starts).toHaveLength(2);
  });

  it('is refused while another runs, with the name of that job', async () => {
    await start();
    const path = `/cameras/${camera.id}/jobs`;
    const second = await rest(path, 'POST', TIMELAPSE);
    expect(second).toMatchObject({ status: 409, body: { code: 'camera_busy', message: 'a timelapse is running: 0/60' } });
  });

  it.each([
    ['a count beyond the limit', { kind: 'burst', count: 1001 }, 'count'],
    ['an unknown kind', { kind: 'movie' }, 'kind'],
    ['an unknown field', { ...TIMELAPSE, each: 3 }, 'each'],
    ['text that cannot be stored', { ...TIMELAPSE, label: 'a\0b' }, 'label'],
  ])('is refused with %s before it reaches the camera', async (_name, job, field) => {
    const answer = await rest(`/cameras/${camera.id}/jobs`, 'POST', job);
    const message = expect.stringContaining(field) as string;
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', message } });
    expect(camera.jobs.starts).toEqual([]);
  });

  it('can be controlled by operators and seen by all', async () => {
    const { token: theirs } = await hub.person('contributor');
    const person = await hub.client({ token: theirs });
    const job = await start();
    const forbidden = { ok: false, error: { code: 'forbidden' } };
    expect(await person.emitWithAck('job:start', { cameraId: camera.id, job: TIMELAPSE })).toMatchObject(forbidden);
    expect(await person.emitWithAck('job:estimate', { cameraId: camera.id, job: TIMELAPSE })).toMatchObject(forbidden);
    expect(await person.emitWithAck('job:cancel', { jobId: job.id })).toMatchObject(forbidden);
    expect((await hub.api(`/jobs/${job.id}`, { token: theirs })).status).toBe(200);
    expect((await hub.api(`/cameras/${camera.id}/jobs`, { token: theirs })).status).toBe(200);
    person.disconnect();
  });

  it('answers 404 if it is unknown, and 503 if its camera is offline', async () => {
    for (const id of [randomUUID(), 'not-an-id']) {
      expect(await rest(`/jobs/${id}`)).toMatchObject({ status: 404, body: { code: 'job_not_found' } });
      expect(await rest(`/jobs/${id}/cancel`, 'POST')).toMatchObject({ status: 404, body: { code: 'job_not_found' } });
    }
    expect(await rest('/cameras/nowhere/jobs')).toMatchObject({ status: 404, body: { code: 'camera_not_found' } });
    const job = await start();
    await camera.close();
    await expect.poll(() => hub.hub.registry.get(camera.id)?.online).toBe(false);
    expect(await rest(`/jobs/${job.id}/cancel`, 'POST')).toMatchObject({ status: 503, body: { code: 'camera_offline' } });
  });

  it('of another camera is not accepted from this one', async () => {
    const job = await start();
    camera.send({ jsonrpc: '2.0', method: 'job', params: { job: { ...job, cameraId: 'other', done: 50 } } });
    await expect.poll(() => JSON.stringify(camera.answers)).toContain('other is not');
    expect(shown()[0]?.done).toBe(0);
  });
});

describe('a setting locked by a job', () => {
  const locked = 'exposure is locked by time-lapse 12/60';

  it('is refused with the message of the camera', async () => {
    camera.on['settings.update'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.busy, message: locked });
    };
    expect(await rest(`/cameras/${camera.id}/settings`, 'PUT', { exposure: 5 })).toMatchObject({
      status: 409,
      body: { code: 'camera_busy', message: locked },
    });
    expect(await client.emitWithAck('settings:update', { cameraId: camera.id, settings: { exposure: 5 } })).toMatchObject({
      ok: false,
      error: { code: 'camera_busy', message: locked },
    });
  });
});

describe('captures of a job', () => {
  it('are found by its id, with their index', async () => {
    const job = await start({ kind: 'burst', count: 3 });
    for (const jobIndex of [0, 1]) {
      const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
      expect((await camera.upload({ ...metadata, jobId: job.id, jobIndex }, jpeg)).status).toBe(201);
    }
    const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
    await camera.upload(metadata, jpeg);
    const { body } = await rest(`/captures?jobId=${job.id}`);
    expect(body).toMatchObject({ total: 2, captures: [{ jobIndex: 1 }, { jobIndex: 0 }] });
    expect((await rest('/captures?jobId=nonsense')).status).toBe(400);
  });
});

describe('after a restart of the hub', () => {
  it('a job is still known while its camera is offline, and continues when it is back', async () => {
    const ended = await start({ kind: 'burst', count: 2 });
    camera.jobs.report(ended.id, { state: 'done', done: 2, endedAtUs: Date.now() * 1000 });
    await expect.poll(() => seen.at(-1)?.state).toBe('done');
    const job = await start();
    camera.jobs.report(job.id, { done: 5 });
    await expect.poll(() => seen.at(-1)?.done).toBe(5);
    await hub.restart();
    expect(shown().map(({ id, state, done }) => [id, state, done])).toEqual([
      [job.id, 'running', 5],
      [ended.id, 'done', 2],
    ]);
    expect((await rest(`/jobs/${job.id}`)).body).toMatchObject({ done: 5 });
    expect(hub.hub.registry.get(camera.id)?.state.status).toBe('offline');

    camera.jobs.change(job.id, { done: 40 });
    await camera.connect();
    await expect.poll(() => shown()[0]?.done).toBe(40);
    camera.jobs.report(job.id, { state: 'done', done: 60, endedAtUs: Date.now() * 1000 });
    await expect.poll(() => shown()[0]?.state).toBe('done');
  });

  it('a job unknown to its service has failed', async () => {
    const job = await start();
    await camera.close();
    camera.jobs.all.clear();
    await camera.connect();
    await expect
      .poll(() => shown()[0])
      .toMatchObject({ id: job.id, state: 'failed', reason: expect.stringContaining('no longer') as string });
  });

  it('announces only the jobs that a camera ran meanwhile', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const { id } = await start({ kind: 'burst', count: 2 });
      ids.push(id);
      camera.jobs.report(id, { state: 'done', done: 2, endedAtUs: Date.now() * 1000 });
      await expect.poll(() => seen.at(-1)?.state).toBe('done');
    }
    await camera.close();
    const meanwhile = camera.jobs.start({ jobId: randomUUID(), job: { kind: 'burst', count: 3 } });
    camera.jobs.change(meanwhile.id, { state: 'done', done: 3, endedAtUs: Date.now() * 1000 });
    seen.length = 0;
    await camera.connect();
    await expect.poll(() => shown()[0]?.id).toBe(meanwhile.id);
    await expect.poll(() => seen.map(({ id }) => id)).toEqual([meanwhile.id]);
    expect((await rest(`/jobs/${meanwhile.id}`)).body).toMatchObject({ done: 3, state: 'done' });
  });

  it('shows the last five ended jobs', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const job = await start({ kind: 'burst', count: 2 });
      ids.push(job.id);
      camera.jobs.report(job.id, { state: 'done', done: 2, endedAtUs: Date.now() * 1000 });
      await expect.poll(() => seen.at(-1)?.state).toBe('done');
    }
    expect(shown().map(({ id }) => id)).toEqual(ids.slice(2).reverse());
    await hub.restart();
    expect(shown().map(({ id }) => id)).toEqual(ids.slice(2).reverse());
  });
});
