/** Hubs in processes of their own and on one core, with one PostgreSQL server, one Redis server and one folder of captures. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRestartablePostgres } from '@eyepiece/host/database/postgres';
import { freePort } from '@eyepiece/host/free-port';
import { startRedis } from '@eyepiece/host/programs/redis';
import { signIn } from '../../../crowd/hub-account.ts';
import { hubCommand, ServiceProcess } from '../../../system/processes/service-process.ts';
import { CAMERA_ID, type Bench } from '../bench.ts';
import type { LARGE, SMALL } from '../fanout-run.ts';
import { CORE, pinned, pinProcess } from './processes.ts';

const ADMIN = { email: 'bench@example.org', password: randomBytes(12).toString('base64url') };
const KNOWN_WITHIN_MS = 30_000;

export interface ClusterHub {
  readonly url: string;
  readonly pid: number;
}

export interface ClusterHubs {
  readonly cameraToken: string;
  /** Of the administrator, at all hubs. */
  readonly token: string;
  /** The hub that the camera dials. */
  readonly home: ClusterHub;
  readonly edges: readonly ClusterHub[];
  stop(): Promise<void>;
}

/** @param edges number of hubs besides the home */
export async function startClusterHubs(edges: number): Promise<ClusterHubs> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const database = await startRestartablePostgres();
    stops.push(() => database.close());
    pinProcess(database.pid, CORE.load);
    const redis = await startRedis();
    stops.push(() => redis.close());
    pinProcess(redis.pid, CORE.load);
    const secret = (): string => randomBytes(32).toString('base64url');
    const store = await mkdtemp(join(tmpdir(), 'eyepiece-bench-store-'));
    stops.push(() => rm(store, { recursive: true, force: true }));
    const shared = {
      STORE_URL: store,
      REDIS_URL: redis.url,
      DATABASE_URL: database.url,
      CAMERA_TOKEN: secret(),
      JWT_SECRET: secret(),
      CLUSTER_TOKEN: secret(),
    };
    const start = async (): Promise<ServiceProcess> => {
      const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-bench-'));
      stops.push(() => rm(dataDir, { recursive: true, force: true }));
      const port = String(await freePort());
      const env = { ...shared, DATA_DIR: dataDir, HUB_PORT: port, HUB_ADVERTISE_URL: `http://127.0.0.1:${port}` };
      const admin = { EYEPIECE_ADMIN_EMAIL: ADMIN.email, EYEPIECE_ADMIN_PASSWORD: ADMIN.password };
      const limits = { SOCKETS_PER_USER: '4096', SOCKETS_PER_ADDRESS: '4096' };
      const hub = await ServiceProcess.start(pinned(hubCommand({ ...env, ...admin, ...limits, LOG_LEVEL: 'info' }), CORE.server));
      stops.push(() => hub.stop());
      return hub;
    };
    const home = await start();
    const others: ClusterHub[] = [];
    while (others.length < edges) others.push(await start());
    return { cameraToken: shared.CAMERA_TOKEN, token: await signIn(home.url, ADMIN), home, edges: others, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The camera dials the home once, so that all hubs list it. */
export async function introduce({ camera }: Pick<Bench, 'camera'>, hubs: ClusterHubs, frames: typeof LARGE | typeof SMALL): Promise<void> {
  await camera.call('connect', { hubUrl: hubs.home.url, token: hubs.cameraToken, cameraId: CAMERA_ID, ...frames });
  for (const edge of hubs.edges) await untilKnown(edge, hubs.token);
  await camera.call('close', undefined);
}

/** Waits until a hub lists the camera. */
export async function untilKnown(edge: { readonly url: string }, token: string): Promise<void> {
  const untilMs = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const response = await fetch(`${edge.url}/api/v1/cameras/${CAMERA_ID}`, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    if (response.ok) return;
    if (performance.now() > untilMs) throw new Error(`the hub did not list camera ${CAMERA_ID} within ${KNOWN_WITHIN_MS} ms`);
    await delay(100);
  }
}
