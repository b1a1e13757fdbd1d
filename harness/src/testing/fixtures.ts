/** Fixtures for Vitest: a hub, cameras, crowds and faults, which are closed after each test. */
import { test as base } from 'vitest';
import { SyntheticCamera, type SyntheticCameraOptions } from '../eyepiece/camera/synthetic-camera.ts';
import type { Credential } from '../crowd/arguments.ts';
import { FaultProxy, type FaultProxyOptions } from '../proxy/fault-proxy.ts';
import { Opened } from './opened.ts';
import { Viewers, type ViewersOptions } from './viewers.ts';

export interface Hub {
  readonly url: string;
  readonly account: Credential;
  /** The token of camera services. */
  readonly cameraToken: string;
}

export interface HarnessFixtures {
  /** A hub that runs. Without it, `hub` starts one, which needs a checkout of Eyepiece. */
  readonly runningHub: Hub | undefined;
  readonly hub: Hub;
  /** Connects a synthetic camera to `hub`: 320 × 240 at 25 frames per second unless the options say otherwise. */
  readonly camera: (options?: Partial<SyntheticCameraOptions>) => Promise<SyntheticCamera>;
  /** Viewers of any server. Resolves when each has received a frame. */
  readonly crowd: (options: ViewersOptions) => Promise<Viewers>;
  /** A proxy before any server, which applies faults. */
  readonly faults: (options: FaultProxyOptions) => Promise<FaultProxy>;
  /** Takes what a test opens by itself: `opened.push(() => server.close())`. */
  readonly opened: Opened;
}

const CAMERA = { cameraId: 'synthetic', fps: 25, width: 320, height: 240, frameBytes: 12_000 };

/** `test` with the fixtures. Each test fails if it leaves timers, sockets, servers or processes open. */
export const test = base.extend<HarnessFixtures>({
  opened: [
    // Vitest reads the names of the fixtures from the parameter.
    async ({ task: _ }, use) => {
      const opened = new Opened();
      await use(opened);
      await opened.close();
    },
    { auto: true },
  ],
  runningHub: undefined,
  hub: async ({ runningHub, opened }, use) => {
    await use(runningHub ?? (await startHub(opened)));
  },
  camera: async ({ hub, opened }, use) => {
    await use(async (options = {}) => {
      const camera = await SyntheticCamera.connect({ hubUrl: hub.url, token: hub.cameraToken, ...CAMERA, ...options });
      opened.push(() => camera.close());
      return camera;
    });
  },
  crowd: async ({ opened }, use) => {
    await use(async (options) => {
      const viewers = await Viewers.join(options);
      opened.push(() => viewers.leave());
      return viewers;
    });
  },
  faults: async ({ opened }, use) => {
    await use(async (options) => {
      const proxy = await FaultProxy.start(options);
      opened.push(() => proxy.close());
      return proxy;
    });
  },
});

/** The package without a checkout has no hub. */
async function startHub(opened: Opened): Promise<Hub> {
  const { ADMIN, HubProcess } = await import('../system/processes/hub-process.ts');
  const hub = await HubProcess.start();
  opened.push(() => hub.close());
  return { url: hub.url, account: ADMIN, cameraToken: hub.cameraToken };
}
