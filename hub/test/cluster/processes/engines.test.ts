/** Two hubs and a camera service as processes, while Redis, PostgreSQL and the S3 server are killed, and while hubs are upgraded. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '@eyepiece/harness/eyepiece/cluster/cluster';
import type { FrontDoor } from '@eyepiece/harness/eyepiece/cluster/front-door';
import { signIn } from '@eyepiece/harness/crowd/hub-account';
import { CHECKOUT } from '@eyepiece/harness/system/programs';
import type { RestartableService } from '@eyepiece/harness/system/processes/restartable-service';
import type { CaptureSession, SessionLog } from '@eyepiece/shared-types';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peerCredential } from '../../../src/cluster/peers/cluster-token.ts';
import { PEER_NAMESPACE, PEER_PATH, PEER_PROTOCOL } from '../../../src/cluster/peers/protocol.ts';
import { FakeCamera } from '../../setup/fake-camera.ts';
import { SKIP_S3 } from '../../library/store/stores.ts';
import { INCOMPATIBLE, LATER, makeHub } from './later-hub.ts';
import { report, SOON, Witness } from './witness.ts';
import { expectToWorkTogether } from './work-together.ts';

const WHOLE_MS = 600_000;
const CLUSTER_TOKEN = 'token-of-the-tests-between-hubs-32';
const cameraId = 'bench';
/** Fewer and smaller pictures, because only their order matters. */
const SIMULATOR = { SIMULATOR_FPS: '10', SIMULATOR_SIZE: '320x240' };

let cluster: Cluster;
let hubs: readonly [RestartableService, RestartableService];
let camera: RestartableService;
let front: FrontDoor;
let token: string;
/** At the home of the camera, and at the other hub. */
let here: Witness;
let there: Witness;
/** Of the logs of the hubs. */
const warnings: string[] = [];
/** Programs of the hubs at their next start; undefined: this version. */
const programs: [string | undefined, string | undefined] = [undefined, undefined];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({
    store: SKIP_S3 ? 'folder' : 's3',
    hubEnv: { CLUSTER_TOKEN },
    programOf: (hub) => programs[hub],
    onHubLine: (hub, { level, msg }) => {
      if (level === 'warn' || level === 'error' || level === 'stderr') warnings.push(`${hub}: ${msg ?? ''}`);
    },
  });
  closing.push(() => cluster.close());
  hubs = cluster.hubs as typeof hubs;
  front = await cluster.openFront();
  front.prefer(0);
  camera = cluster.addCamera(cameraId, front.url, SIMULATOR);
  await camera.start();
  token = await signIn(front.url, cluster.admin);
  const watch = async (url: string): Promise<Witness> => {
    const witness = await Witness.watch(url, token, cameraId);
    closing.push(() => witness.leave());
    return witness;
  };
  [here, there] = [await watch(hubs[0].url), await watch(hubs[1].url)];
}, WHOLE_MS);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Waits until all captures have left the camera service, and checks that the library has the kept ones once. */
async function expectOnce(label: string, kept: readonly string[]): Promise<void> {
  await expect.poll(() => readdir(cluster.spoolOf(cameraId)), SOON).toEqual([]);
  const stored = (await here.captures(label)).map(({ id }) => id);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored).toEqual(expect.arrayContaining([...kept]));
}

/** While an engine is away, Kubernetes neither ends a hub nor takes it out of the service. */
async function expectProbesToPass(): Promise<void> {
  const manifest = await readFile(`${CHECKOUT}/deploy/kubernetes/hubs.yaml`, 'utf8');
  const paths = [...manifest.matchAll(/httpGet: \{ path: ([^,]+),/g)].map(([, path]) => path ?? '');
  expect(paths).toHaveLength(3);
  for (const { url } of hubs) for (const path of new Set(paths)) expect((await fetch(url + path)).status).toBe(200);
}

const fence = (): Promise<number> =>
  cluster.engines.database.count(`select fence::int as count from camera_homes where camera_id = '${cameraId}'`);

/** How a hub answers another one that speaks these versions of the protocol. */
async function greet(protocolMin: number, protocol: number): Promise<string> {
  const known = (): unknown => hubs[1].log.find(({ msg, url }) => msg === 'connected to another hub' && url === hubs[0].url)?.['hubId'];
  await expect.poll(known, SOON).toBeDefined();
  const hub = io(hubs[0].url + PEER_NAMESPACE, {
    path: PEER_PATH,
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${peerCredential(CLUSTER_TOKEN)}` },
    auth: { hubId: 'a-newer-hub', to: known(), protocol, protocolMin, build: '9' },
    reconnection: false,
    forceNew: true,
  });
  try {
    return await new Promise((resolve) => {
      hub.on('connect', () => resolve('admitted'));
      hub.on('connect_error', (error: Error & { data?: { code: string; message: string } }) => {
        resolve(`${error.data?.code ?? ''}: ${error.data?.message ?? error.message}`);
      });
    });
  } finally {
    hub.disconnect();
  }
}

it('a hub of another protocol is refused with the reason; one that still speaks the version of the others is admitted', async () => {
  expect(await greet(PEER_PROTOCOL + 1, PEER_PROTOCOL + 1)).toMatch(/^incompatible_version: .*upgrade the older one/);
  expect(await greet(PEER_PROTOCOL, PEER_PROTOCOL + 1)).toBe('admitted');
});

it('Redis is away: pictures and orders go on, and afterwards every client gets the whole state', async () => {
  const { redis } = cluster.engines;
  const before = await fence();
  await redis.kill();
  const awayMs = performance.now();
  for (const witness of [here, there]) await expect.poll(() => witness.health?.redis, SOON).toBe('unavailable');
  report('hub:health says that Redis is away', performance.now() - awayMs, 1000);
  for (const witness of [here, there]) await witness.untilLive();
  await expectProbesToPass();
  expect(await here.expose(cameraId, 7)).toBe(200);
  // The connection between the hubs does not need Redis.
  expect(await there.expose(cameraId, 8)).toBe(200);
  const missed = await here.ask<{ capture: { id: string } }>('POST', `/cameras/${cameraId}/captures`, { label: 'without Redis' });
  await expect.poll(() => here.created, SOON).toContain(missed.capture.id);
  const lists = [here, there].map((witness) => witness.lists);
  await redis.restart();
  const backMs = performance.now();
  for (const witness of [here, there]) await expect.poll(() => witness.health?.redis, SOON).toBe('ok');
  await expect.poll(() => [here, there].every((witness, index) => witness.lists > (lists[index] ?? 0)), SOON).toBe(true);
  report('the whole state after Redis is back', performance.now() - backMs, 6000);
  // Each hub subscribes again on its own, so the first events may be missed. An event may come after the answer.
  const taken: string[] = [];
  await expect
    .poll(async () => {
      const { capture } = await here.ask<{ capture: { id: string } }>('POST', `/cameras/${cameraId}/captures`, { label: 'with Redis' });
      taken.push(capture.id);
      return taken.some((id) => there.created.includes(id));
    }, SOON)
    .toBe(true);
  expect(await fence()).toBe(before);
});

it('PostgreSQL is away: pictures go on, kept captures arrive once, one hub does the housekeeping again', async () => {
  const { database } = cluster.engines;
  const before = await fence();
  const { kept, stop } = there.take(cameraId, 'without PostgreSQL');
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(2);
  await database.kill();
  await expect.poll(() => here.health?.database, SOON).toBe('unavailable');
  await expectProbesToPass();
  for (const witness of [here, there]) await witness.untilLive();
  // The camera may move to another hub meanwhile.
  front.prefer(1);
  front.cut();
  for (const witness of [here, there]) await witness.untilLive();
  await database.restart();
  for (const witness of [here, there]) await expect.poll(() => witness.health?.database, SOON).toBe('ok');
  const back = kept.length;
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(back + 2);
  await stop();
  await expectOnce('without PostgreSQL', kept);
  const locks = `select count(*)::int as count from pg_stat_activity join pg_locks using (pid) where application_name = 'eyepiece leader' and locktype = 'advisory'`;
  await expect.poll(() => database.count(locks), SOON).toBe(1);
  await expect.poll(fence, SOON).toBeGreaterThan(before);
});

it.skipIf(SKIP_S3)('S3 is away: uploads are refused with 503, captures wait, and then arrive once', async () => {
  const { s3 } = cluster.engines;
  const { kept, stop } = there.take(cameraId, 'without S3');
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(2);
  await s3?.kill();
  const atKill = kept.length;
  await expect.poll(() => kept.length, SOON).toBeGreaterThan(atKill + 2);
  await stop();
  const other = new FakeCamera({ hubUrl: hubs[1].url, token: cluster.cameraToken, cameraId: 'other' });
  const { metadata, jpeg } = await other.makeCapture({ captureId: crypto.randomUUID() });
  const refused = await other.upload(metadata, jpeg);
  expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'store_unavailable' })]);
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect((await readdir(cluster.spoolOf(cameraId))).length).toBeGreaterThan(0);
  await expectProbesToPass();
  for (const witness of [here, there]) await witness.untilLive();
  await s3?.restart();
  await expectOnce('without S3', kept);
});

describe('an upgrade', () => {
  let later: string;
  let incompatible: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-later-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    [later, incompatible] = [await makeHub(join(folder, 'later'), LATER), await makeHub(join(folder, 'incompatible'), INCOMPATIBLE)];
  });

  async function expectNoStart(hub: RestartableService, line: string): Promise<void> {
    await expect(hub.start()).rejects.toThrow('the service ended');
    await expect.poll(() => warnings.at(-1), SOON).toContain(line);
    expect(warnings.at(-1)).not.toContain('\n');
  }

  it('to a version with new messages loses no capture, no session and no sign-in, and hubs of both work together', async () => {
    const { id: sessionId } = await there.ask<CaptureSession>('POST', '/sessions', { cameraId, title: 'Upgrade' });
    front.prefer(undefined);
    const person = await Witness.watch(front.url, token, cameraId);
    closing.push(() => person.leave());
    const join = (): Promise<unknown> => person.socket.timeout(SOON.timeout).emitWithAck('session:join', { sessionId });
    expect(await join()).toMatchObject({ ok: true });
    person.socket.on('connect', () => void join().catch(() => undefined));
    const { kept, stop } = person.take(cameraId, 'upgrade');
    warnings.splice(0);
    for (const [index, hub] of hubs.entries()) {
      const before = kept.length;
      await expect.poll(() => kept.length, SOON).toBeGreaterThan(before + 2);
      programs[index] = later;
      await hub.restart();
      expect(hub.exitCode).toBeNull();
      await person.untilLive();
      if (index > 0) continue;
      await expectToWorkTogether({ cameraId, front, fence, hubs, witnesses: [here, there] });
      // Each of them says it once, and both understand all messages.
      const version = 'a hub of another version is running';
      await expect
        .poll(() => warnings.filter((text) => text.endsWith(version)).toSorted(), SOON)
        .toEqual([`0: ${version}`, `1: ${version}`]);
      expect(warnings.filter((text) => /not understood|of another hub failed|invalid/.test(text))).toEqual([]);
    }
    const after = kept.length;
    await expect.poll(() => kept.length, SOON).toBeGreaterThan(after + 2);
    await stop();
    await expectOnce('upgrade', kept);
    const entries = async (): Promise<SessionLog['entries']> =>
      (await person.ask<SessionLog>('GET', `/sessions/${sessionId}/log?limit=500`)).entries;
    const logged = async (): Promise<unknown[]> =>
      (await entries()).filter(({ kind }) => kind === 'capture').map(({ details }) => details['captureId']);
    await expect.poll(logged, SOON).toEqual(expect.arrayContaining([...kept]));
    expect(new Set(await logged()).size).toBe((await logged()).length);
    expect((await entries()).filter(({ action }) => action === 'session.end' || action === 'session.leave')).toEqual([]);
  });

  it('cannot go back: a hub of the earlier version does not start, and says why in one line', async () => {
    const [running, stopped] = hubs;
    await stopped.stop();
    programs[1] = undefined;
    await expectNoStart(stopped, 'The database was changed by a newer version of Eyepiece (9999-later): install that version');
    expect(running.isRunning).toBe(true);
  });

  it('to a version that the running hubs do not understand does not begin, and does not change the database', async () => {
    programs[1] = incompatible;
    const [{ url }, stopped] = hubs;
    const line = `The hub at ${url} (version 0.2.0) speaks versions 1 to ${String(PEER_PROTOCOL + 1)} of the protocol between hubs, this one (version 9.0.0) 9 to 9`;
    await expectNoStart(stopped, line);
    const migrations = `select count(*)::int as count from eyepiece_migrations where name = '9999-incompatible'`;
    expect(await cluster.engines.database.count(migrations)).toBe(0);
    await here.untilLive();
  });
});
