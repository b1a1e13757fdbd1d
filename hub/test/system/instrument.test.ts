/** Jobs, formats, calibration and analysis with the real camera service. */
import { join } from 'node:path';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { Analysis, CameraState, Capture, CapturePage, CaptureRequest, Job, JobSpec, Objective } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHub, type TestClient, type TestHub } from '../setup/start-hub.ts';
import { storedCapture } from '../setup/stored-capture.ts';

/** Generous because test machines are shared; passing tests do not wait for it. */
const SOON = { timeout: 60_000 };
const WHOLE = { timeout: 300_000 };
const ROI = { left: 0, top: 0, width: 320, height: 240 };

let hub: TestHub;
let camera: ServiceProcess;
let token: string;
let client: TestClient;

beforeAll(async () => {
  hub = await startHub({ maxCaptureBytes: 64 * 1024 * 1024 });
  token = (await hub.login()).access_token;
  camera = await ServiceProcess.start(
    cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: 'cam', CAMERA_DATA_DIR: join(hub.dataDir, 'camera') }),
  );
  await online();
  await connect();
  const reply = await client.emitWithAck('settings:update', { cameraId: 'cam', settings: { roi: ROI, exposure: 5 } });
  if (!reply.ok) throw new Error(reply.error.message);
}, 300_000);
afterAll(async () => {
  await camera.stop();
  await hub.close();
});

const state = (): CameraState | undefined => hub.hub.registry.get('cam')?.state;
const online = () => vi.waitFor(() => expect(state()?.status).toMatch(/idle|live/), SOON);
async function connect(): Promise<void> {
  client = await hub.client({ token });
}
async function get(path: string): Promise<unknown> {
  return (await hub.api(path, { token })).json();
}
async function capture(request: CaptureRequest): Promise<Capture> {
  return storedCapture(await client.emitWithAck('capture', { cameraId: 'cam', ...request }));
}
async function start(job: JobSpec): Promise<Job> {
  const reply = await client.emitWithAck('job:start', { cameraId: 'cam', job });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.job;
}
async function ended(id: string): Promise<Job> {
  return vi.waitFor(async () => {
    const job = (await get(`/jobs/${id}`)) as Job;
    expect(job.endedAtUs).toBeDefined();
    return job;
  }, SOON);
}
const capturesOf = async (id: string): Promise<readonly Capture[]> => ((await get(`/captures?jobId=${id}`)) as CapturePage).captures;
const thumbnail = (id: string) => hub.api(`/captures/${id}/thumbnail?size=small`, { token });

it.each(['jpg', 'png', 'png8', 'tiff', 'ome-tiff', 'raw'] as const)('a capture as %s gets a thumbnail', WHOLE, async (format) => {
  const taken = await capture({ format });
  expect(taken).toMatchObject({ format, width: 320, height: 240 });
  const response = await vi.waitFor(async () => {
    const answer = await thumbnail(taken.id);
    expect(answer.status).toBe(200);
    return answer;
  }, SOON);
  const { channels } = await sharp(Buffer.from(await response.arrayBuffer())).stats();
  expect(channels[0]?.mean).toBeGreaterThan(20);
});

it('a capture has the scale of the objective in use', WHOLE, async () => {
  const created = await hub.api('/cameras/cam/objectives', { method: 'POST', token, json: { name: '10×', umPerPixel: 0.345 } });
  const { id } = (await created.json()) as Objective;
  expect(await client.emitWithAck('objective:choose', { cameraId: 'cam', objectiveId: id })).toMatchObject({ ok: true });
  expect(await capture({ average: 3 })).toMatchObject({
    average: 3,
    umPerPixel: 0.345,
    calibration: { objective: '10×', umPerPixel: 0.345 },
  });
  await client.emitWithAck('objective:choose', { cameraId: 'cam', objectiveId: null });
  expect(await capture({})).not.toHaveProperty('umPerPixel');
});

it('clients that watch receive the analysis', WHOLE, async () => {
  const seen: Analysis[] = [];
  client.on('camera:analysis', (_id, analysis) => seen.push(analysis));
  const region = { left: 16, top: 16, width: 64, height: 32 };
  const watched = await client.emitWithAck('analysis:watch', { cameraId: 'cam', histogram: true, focus: true, region });
  expect(watched).toEqual({ ok: true });
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), SOON);
  expect(seen.at(-1)?.region).toEqual(region);
  const [histogram] = seen.at(-1)?.histogram ?? [];
  expect(histogram?.bins.reduce((sum, bin) => sum + bin, 0)).toBe(64 * 32);
  const outside = await client.emitWithAck('analysis:watch', { cameraId: 'cam', focus: true, region: { ...region, left: 5000 } });
  expect(outside).toMatchObject({ ok: false, error: { code: 'setting_rejected' } });
  await client.emitWithAck('analysis:unwatch', { cameraId: 'cam' });
});

it('a correction is taken, shown in the state and recorded in captures', WHOLE, async () => {
  const taken = await client.emitWithAck('corrections:update', { cameraId: 'cam', corrections: { dark: 'take', frames: 4 } });
  expect(taken).toMatchObject({ ok: true, corrections: { dark: { state: 'on', frames: 4 } } });
  await vi.waitFor(() => expect(state()?.corrections?.dark.state).toBe('on'), SOON);
  expect((await capture({ format: 'png' })).corrections).toMatchObject({ dark: { frames: 4 } });
  await client.emitWithAck('corrections:update', { cameraId: 'cam', corrections: { dark: 'clear' } });
});

it('the software trigger, captures and jobs work while the live picture is stopped, and viewers get no frame of them', WHOLE, async () => {
  const order = { cameraId: 'cam' };
  let shown = 0;
  client.on('frame', () => (shown += 1));
  expect(await client.emitWithAck('watch', { ...order, maxWidth: 160, flow: 'none' })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(shown).toBeGreaterThan(0), SOON);
  expect(await client.emitWithAck('live:set', { ...order, stopped: true })).toEqual({ ok: true });
  expect(await client.emitWithAck('settings:update', { ...order, settings: { trigger: 'software' } })).toMatchObject({ ok: true });

  const [first, second] = [await capture({}), await capture({})];
  // The numbers begin again when the camera has been idle for seconds.
  expect(second.seq - first.seq).toBeLessThanOrEqual(1);
  const before = shown;
  // A capture may take the exposure of the trigger itself.
  await vi.waitFor(async () => {
    const { seq } = await capture({});
    expect(await client.emitWithAck('camera:fire', order)).toEqual({ ok: true });
    expect((await capture({})).seq - seq).toBeGreaterThan(1);
  }, SOON);
  const job = await start({ kind: 'burst', count: 3 });
  expect(await ended(job.id)).toMatchObject({ state: 'done', done: 3 });
  await vi.waitFor(async () => expect(await capturesOf(job.id)).toHaveLength(3), SOON);
  expect(state()).toMatchObject({ status: 'idle', stopped: { by: { name: expect.any(String) as string } } });
  expect(shown).toBe(before);

  expect(await client.emitWithAck('settings:update', { ...order, settings: { trigger: 'free' } })).toMatchObject({ ok: true });
  expect(await client.emitWithAck('live:set', { ...order, stopped: false })).toEqual({ ok: true });
  await vi.waitFor(() => expect(shown).toBeGreaterThan(before), SOON);
  client.off('frame');
  await client.emitWithAck('unwatch', order);
});

describe('jobs', () => {
  it('a burst adds all its pictures to the library', WHOLE, async () => {
    const job = await start({ kind: 'burst', count: 5, label: 'Onion' });
    expect(await ended(job.id)).toMatchObject({ state: 'done', done: 5, total: 5 });
    await vi.waitFor(async () => expect(await capturesOf(job.id)).toHaveLength(5), SOON);
    const captures = await capturesOf(job.id);
    expect(captures.map(({ jobIndex }) => jobIndex).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(captures.map(({ seq }) => seq)).size).toBe(5);
    expect(captures[0]?.label).toBe('Onion');
  });

  it('a clip can be played, and has a thumbnail', WHOLE, async () => {
    const estimate = await client.emitWithAck('job:estimate', { cameraId: 'cam', job: { kind: 'clip', durationMs: 1000 } });
    expect(estimate).toMatchObject({ ok: true, estimate: { fits: true } });
    const job = await start({ kind: 'clip', durationMs: 1000 });
    expect(await ended(job.id)).toMatchObject({ state: 'done' });
    const clip = await vi.waitFor(async () => {
      const [first] = await capturesOf(job.id);
      expect(first).toBeDefined();
      return first!;
    }, SOON);
    expect(clip).toMatchObject({ format: 'mp4', width: 320, height: 240 });
    expect(clip.clip?.frames).toBeGreaterThan(0);
    await vi.waitFor(async () => expect((await thumbnail(clip.id)).status).toBe(200), SOON);
    const part = await hub.api(clip.url, { token, headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
  });

  it('a time-lapse locks settings, and continues across a restart of the hub', WHOLE, async () => {
    const job = await start({ kind: 'timelapse', count: 12, everyMs: 500 });
    const locked = await client.emitWithAck('settings:update', { cameraId: 'cam', settings: { exposure: 9 } });
    expect(locked).toMatchObject({
      ok: false,
      error: { code: 'camera_busy', message: expect.stringContaining('locked by time-lapse') as string },
    });
    const second = await client.emitWithAck('job:start', { cameraId: 'cam', job: { kind: 'burst', count: 2 } });
    expect(second).toMatchObject({ ok: false, error: { code: 'camera_busy' } });
    await hub.restart();
    expect(state()?.jobs.map(({ id }) => id)).toContain(job.id);
    await online();
    await connect();
    expect(await ended(job.id)).toMatchObject({ state: 'done', total: 12 });
    const done = (await get(`/jobs/${job.id}`)) as Job;
    await vi.waitFor(async () => expect(await capturesOf(job.id)).toHaveLength(done.done), SOON);
    expect(done.done + done.missed).toBe(12);
  });

  it('a cancelled job keeps its pictures', WHOLE, async () => {
    const job = await start({ kind: 'timelapse', count: 100, everyMs: 300 });
    await vi.waitFor(() => expect(state()?.jobs[0]?.done).toBeGreaterThan(1), SOON);
    const reply = await client.emitWithAck('job:cancel', { jobId: job.id });
    expect(reply).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    const { done } = await ended(job.id);
    await vi.waitFor(async () => expect(await capturesOf(job.id)).toHaveLength(done), SOON);
  });
});
