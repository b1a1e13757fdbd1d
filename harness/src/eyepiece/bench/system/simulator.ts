/** The real camera service with the simulator, in front of a new hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraCommand, ServiceProcess } from '../../../system/processes/service-process.ts';
import type { Bench } from '../bench.ts';
import type { HubUnderTest } from './hub-under-test.ts';
import { CORE, pinned } from './processes.ts';

/** @param isPinned whether the camera service keeps off the core of the hub, for figures of its processor time */
export async function withSimulator<T>(
  bench: Bench,
  { cameraId, isPinned }: { readonly cameraId: string; readonly isPinned: boolean },
  run: (hub: HubUnderTest) => Promise<T>,
): Promise<T> {
  const hub = await bench.freshHub();
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
  const env = { HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: cameraId, CAMERA_DATA_DIR: folder };
  const command = cameraCommand(env);
  const camera = await ServiceProcess.start(isPinned ? pinned(command, CORE.load) : command);
  try {
    return await run(hub);
  } finally {
    await camera.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
