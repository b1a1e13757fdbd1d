/** Two hubs in processes of their own, with one PostgreSQL server and one Redis server. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRestartablePostgres } from '@eyepiece/host/database/postgres';
import { freePort } from '@eyepiece/host/free-port';
import { startRedis } from '@eyepiece/host/programs/redis';
import { signIn } from '../../../crowd/hub-account.ts';
import { hubCommand, ServiceProcess } from '../../../system/service-process.ts';
import { CORE, pinned, pinProcess } from './processes.ts';

const ADMIN = { email: 'bench@example.org', password: randomBytes(12).toString('base64url') };
const KNOWN_WITHIN_MS = 30_000;

export interface ClusterHub {
  readonly url: string;
  readonly pid: number;
}

export interface TwoHubs {
  readonly cameraToken: string;
  /** Of the administrator, at both hubs. */
  readonly token: string;
  /** The hub that the camera dials. */
  readonly home: ClusterHub;
  readonly edge: ClusterHub;
  stop(): Promise<void>;
}

export async function startTwoHubs(): Promise<TwoHubs> {
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
    const shared = {
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
    const edge = await start();
    return { cameraToken: shared.CAMERA_TOKEN, token: await signIn(home.url, ADMIN), home, edge, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the edge lists the camera. */
export async function untilKnown({ edge, token }: TwoHubs, cameraId: string): Promise<void> {
  const untilMs = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const response = await fetch(`${edge.url}/api/v1/cameras/${cameraId}`, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    if (response.ok) return;
    if (performance.now() > untilMs) throw new Error(`the edge did not list camera ${cameraId} within ${KNOWN_WITHIN_MS} ms`);
    await delay(100);
  }
}
