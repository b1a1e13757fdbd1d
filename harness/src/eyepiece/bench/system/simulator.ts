/** The real camera service with the simulator, in front of a new hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cameraCommand, ServiceProcess } from '../../../system/processes/service-process.ts';
import type { Bench } from '../bench.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { CORE, pinned } from './processes.ts';

const ONLINE_MS = 60_000;
const POLL_MS = 100;

export interface SimulatorOptions {
  readonly cameraId: string;
  /** Whether the camera service keeps off the core of the hub, for figures of its processor time. */
  readonly isPinned: boolean;
  /** Further variables of the camera service. */
  readonly env?: Readonly<Record<string, string>>;
}

/** @param run also gets the process of the camera service */
export async function withSimulator<T>(
  bench: Bench,
  { cameraId, isPinned, env: more = {} }: SimulatorOptions,
  run: (hub: HubUnderTest, camera: ServiceProcess) => Promise<T>,
): Promise<T> {
  const hub = await bench.freshHub();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
  const env = { HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: cameraId, CAMERA_DATA_DIR: folder, ...more };
  const command = cameraCommand(env);
  const camera = await ServiceProcess.start(isPinned ? pinned(command, CORE.load) : command);
  try {
    await untilOnline(hub, cameraId);
    return await run(hub, camera);
  } finally {
    await camera.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The service listens before the hub knows its camera. @throws when the hub does not list it in time */
export async function untilOnline(hub: HubUnderTest, cameraId: string): Promise<void> {
  for (const deadline = performance.now() + ONLINE_MS; performance.now() < deadline;) {
    const { cameras } = (await hub.get('/api/v1/cameras')) as { cameras: { id: string; status: string }[] };
    if (cameras.some(({ id, status }) => id === cameraId && status !== 'offline' && status !== 'disconnected')) return;
    await delay(POLL_MS);
  }
  throw new Error(`the camera service was not online within ${ONLINE_MS} ms`);
}
