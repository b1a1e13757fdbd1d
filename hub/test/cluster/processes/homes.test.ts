/** Three hubs, a camera service and the engines as processes: what a user sees when the hub of the camera, or the user's own, ends. */
import { readdir } from 'node:fs/promises';
import { Cluster } from '@eyepiece/harness/eyepiece/cluster/cluster';
import type { FrontDoor } from '@eyepiece/harness/eyepiece/cluster/front-door';
import { signIn } from '@eyepiece/harness/crowd/hub-account';
import type { RestartableService } from '@eyepiece/harness/system/processes/restartable-service';
import type { CameraSettings, CaptureSession, Job, SessionLog } from '@eyepiece/shared-types';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { report, SOON, Witness } from './witness.ts';

const WHOLE_MS = 600_000;
const cameraId = 'bench';
/** Fewer and smaller pictures, because only their order matters. */
const SIMULATOR = { SIMULATOR_FPS: '10', SIMULATOR_SIZE: '320x240' };
/** Key of the lock of the hub that does the housekeeping. */
const LEADER_LOCK = 0x4c_45_41_44;

let cluster: Cluster;
let hubs: readonly [RestartableService, RestartableService, RestartableService];
/** The load balancers for the camera service and for people. */
let cameraFront: FrontDoor;
let front: FrontDoor;
let token: string;
let witness: Witness;
let sessionId: string;
/** Exposures that were set, in this order. */
const exposures: number[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({ hubs: 3 });
  closing.push(() => cluster.close());
  hubs = cluster.hubs as typeof hubs;
  [cameraFront, front] = [await cluster.openFront(), await cluster.openFront()];
  cameraFront.prefer(0);
  front.prefer(1);
  const camera = cluster.addCamera(cameraId, cameraFront.url, SIMULATOR);
  await camera.start();
  token = await signIn(front.url, cluster.admin);
  witness = await Witness.watch(front.url, token, cameraId);
  closing.push(() => witness.leave());
  ({ id: sessionId } = await witness.ask<CaptureSession>('POST', '/sessions', { cameraId, title: 'Failover' }));
  await join();
}, WHOLE_MS);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
/** All hubs run, and the witness is a participant at hub 1. */
beforeEach(async () => {
  for (const hub of hubs) {
    hub.resume();
    if (!hub.isRunning) await hub.start();
  }
  const before = witness.connects;
  front.cut();
  await expect.poll(() => witness.connects, SOON).toBeGreaterThan(before);
  await join();
  await witness.untilLive();
}, WHOLE_MS);

const join = async (): Promise<void> => {
  expect(await witness.socket.emitWithAck('session:join', { sessionId })).toMatchObject({ ok: true });
};

/** Each hello of the camera service gets a higher one. */
const fence = (): Promise<number> =>
  cluster.engines.database.count(`select fence::int as count from camera_homes where camera_id = '${cameraId}'`);

const leaders = (): Promise<number> =>
  cluster.engines.database.count(
    `select count(*)::int as count from pg_locks where locktype = 'advisory' and objid = ${String(LEADER_LOCK)}`,
  );

/** Sets another exposure through a hub. All hubs must hear of it from the camera. */
async function expose(hub: RestartableService): Promise<void> {
  const exposure = 5 + exposures.length;
  await expect.poll(() => witness.expose(cameraId, exposure, hub.url), SOON).toBe(200);
  exposures.push(exposure);
  for (const { url } of hubs) await expect.poll(() => exposureAt(url), SOON).toBe(exposure);
}

const exposureAt = async (url: string): Promise<number> =>
  (await witness.ask<CameraSettings>('GET', `/cameras/${cameraId}/settings`, undefined, url)).exposure;

const log = async (): Promise<SessionLog['entries']> =>
  (await witness.ask<SessionLog>('GET', `/sessions/${sessionId}/log?limit=200`)).entries;

/** Waits until the camera service has been welcomed again, and the witness sees its pictures. */
async function untilMoved(before: number): Promise<void> {
  await expect.poll(fence, SOON).toBeGreaterThan(before);
  await expect.poll(() => witness.statuses.at(-1), SOON).toBe('live');
  await witness.untilLive();
}

it('a hub of viewers dies: they are at another hub with their session, and the camera does not notice', async () => {
  await expose(hubs[0]);
  await expose(hubs[1]);
  const before = { fence: await fence(), seq: witness.lastSeq, connects: witness.connects };
  witness.statuses.length = 0;
  await hubs[1].kill();
  const diedMs = performance.now();
  await expect.poll(() => witness.connects, SOON).toBe(before.connects + 1);
  await witness.untilLive();
  report('pictures again after the death of an edge', performance.now() - diedMs, 5000);
  await join();
  expect(await fence()).toBe(before.fence);
  expect(witness.lastSeq).toBeGreaterThan(before.seq);
  for (const status of ['stalled', 'disconnected', 'offline']) expect(witness.statuses).not.toContain(status);
});

it('the home of a camera dies: another hub becomes its home, sockets stay, the lease is free, captures arrive once', async () => {
  expect(await witness.socket.emitWithAck('control:request', { cameraId })).toMatchObject({ ok: true });
  await expect.poll(() => witness.control?.holder, SOON).not.toBeNull();
  expect(await leaders()).toBe(1);
  const before = { fence: await fence(), connects: witness.connects };
  witness.statuses.length = 0;
  cameraFront.prefer(2);
  const { kept, stop } = witness.take(cameraId, 'moving');
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(2);
  await hubs[0].kill();
  const diedMs = performance.now();
  await expect.poll(() => witness.statuses, SOON).toContain('stalled');
  await untilMoved(before.fence);
  report('pictures again after the death of a home', performance.now() - diedMs, 8000);
  const atMove = kept.length;
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(atMove + 2);
  await stop();
  expect(witness.connects).toBe(before.connects);
  expect(witness.statuses).not.toContain('offline');
  await expect.poll(() => witness.control?.holder, SOON).toBeNull();
  await expect.poll(() => readdir(cluster.spoolOf(cameraId)), SOON).toEqual([]);
  const stored = (await witness.captures('moving')).map(({ id }) => id);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored).toEqual(expect.arrayContaining([...kept]));
  expect(new Set(witness.created).size).toBe(witness.created.length);
  const faults = async (): Promise<string[]> => (await log()).filter(({ kind }) => kind === 'fault').map(({ action }) => action);
  await expect.poll(faults, SOON).toEqual(['fault.stalled', 'fault.recovered']);
  await expect.poll(leaders, SOON).toBe(1);
  await hubs[0].start();
  await expose(hubs[0]);
  expect(await leaders()).toBe(1);
});

it('a home that hangs is replaced, and gives no orders when it goes on', async () => {
  const stuck = await Witness.watch(hubs[2].url, token, cameraId);
  closing.push(() => stuck.leave());
  const before = await fence();
  cameraFront.prefer(0);
  cameraFront.takeOut(2);
  hubs[2].suspend();
  const froze = performance.now();
  const late = 99;
  const order = stuck.socket.timeout(SOON.timeout).emitWithAck('settings:update', { cameraId, settings: { exposure: late } });
  await untilMoved(before);
  report('pictures again after a home hangs', performance.now() - froze, 12_000);
  const moved = await fence();
  expect(await witness.expose(cameraId, 50)).toBe(200);
  hubs[2].resume();
  // Refused, or passed to the new home.
  const answer = (await order) as { ok: boolean };
  for (const { url } of hubs) await expect.poll(() => exposureAt(url), SOON).toBe(answer.ok ? late : 50);
  await stuck.untilLive();
  await expose(hubs[2]);
  expect(await fence()).toBe(moved);
  cameraFront.putBack(2);
});

it('of two homes the older one closes its link, also when it has not noticed its end', async () => {
  const before = await fence();
  cameraFront.prefer(1);
  cameraFront.strand();
  await untilMoved(before);
  const moved = await fence();
  for (const hub of hubs) await expose(hub);
  expect(hubs[0].log.map(({ msg }) => msg)).toContain('another hub is the home of the camera now');
  // It may go back.
  cameraFront.prefer(0);
  cameraFront.cut();
  await untilMoved(moved);
  for (const hub of hubs) await expose(hub);
});

it('a time-lapse goes on while its camera moves, and every hub can cancel it', async () => {
  const wanted = { kind: 'timelapse', count: 1000, everyMs: 500, format: 'jpg', label: 'series' };
  const { id } = await witness.ask<Job>('POST', `/cameras/${cameraId}/jobs`, wanted);
  const at = ({ url }: RestartableService): Promise<Job> => witness.ask<Job>('GET', `/jobs/${id}`, undefined, url);
  for (const home of [2, 0] as const) {
    const before = await fence();
    cameraFront.prefer(home);
    cameraFront.strand();
    await untilMoved(before);
    const { done } = await at(hubs[home]);
    for (const hub of hubs) await expect.poll(async () => (await at(hub)).done, SOON).toBeGreaterThan(done);
  }
  await witness.ask('POST', `/jobs/${id}/cancel`, undefined, hubs[2].url);
  for (const hub of hubs) await expect.poll(async () => (await at(hub)).state, SOON).toBe('cancelled');
  const { done } = await at(hubs[0]);
  await expect.poll(() => readdir(cluster.spoolOf(cameraId)), SOON).toEqual([]);
  const indices = (await witness.captures('series')).map(({ jobIndex }) => jobIndex);
  expect([new Set(indices).size, indices.length]).toEqual([done, done]);
});

it('writes each order to the log of the session once, whichever hub was the home, and keeps its participant', async () => {
  const entries = await log();
  expect(entries.filter(({ action }) => action === 'session.leave')).toEqual([]);
  const orders = entries.filter(({ kind }) => kind === 'settings' || kind === 'control').map(({ details }) => JSON.stringify(details));
  expect(orders.filter((order, index) => orders.indexOf(order) !== index)).toEqual([]);
  // Settings that follow each other are merged, but not over a move of the home.
  expect(orders.filter((order) => order.includes('exposure')).length).toBeGreaterThanOrEqual(3);
});
