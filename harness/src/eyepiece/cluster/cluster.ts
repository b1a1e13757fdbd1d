/** Several hubs as processes that are one workstation, with the engines that they share and camera services in front. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { LoggedErrors } from '../../system/processes/logged-errors.ts';
import { opened } from '../../system/opened.ts';
import { RestartableService } from '../../system/processes/restartable-service.ts';
import { cameraCommand, hubCommand, type LogLine } from '../../system/processes/service-process.ts';
import { startEngines, type Engines, type StoreKind } from './engines.ts';
import { FrontDoor } from './front-door.ts';

export interface ClusterOptions {
  readonly hubs?: number;
  readonly store?: StoreKind;
  /** Further variables of all hubs. */
  readonly hubEnv?: Readonly<Record<string, string>>;
  /** Of a hub, at its next start; undefined: that of this checkout. */
  readonly programOf?: (hub: number) => string | undefined;
  readonly onHubLine?: (hub: number, line: LogLine) => void;
}

export class Cluster {
  readonly #folder: string;
  readonly #cameras = new Map<string, RestartableService>();
  readonly #fronts: FrontDoor[] = [];
  readonly engines: Engines;
  /** Each keeps its address and its DATA_DIR when it starts again. */
  readonly hubs: readonly RestartableService[];
  readonly #ports: readonly number[];
  readonly loggedErrors = new LoggedErrors();
  readonly admin = { email: 'admin@example.org', password: secret() };
  readonly cameraToken = secret();

  private constructor(folder: string, engines: Engines, ports: readonly number[], { hubEnv, programOf, onHubLine }: ClusterOptions) {
    this.#folder = folder;
    this.engines = engines;
    this.#ports = ports;
    const shared = {
      REDIS_URL: engines.redis.url,
      DATABASE_URL: engines.database.url,
      ...engines.storeEnv,
      CAMERA_TOKEN: this.cameraToken,
      JWT_SECRET: secret(),
      CLUSTER_TOKEN: secret(),
      EYEPIECE_ADMIN_EMAIL: this.admin.email,
      EYEPIECE_ADMIN_PASSWORD: this.admin.password,
      ...hubEnv,
    };
    this.hubs = ports.map((port, index) => {
      const HUB_PORT = String(port);
      const own = { DATA_DIR: this.dataDirOf(index), HUB_PORT, HUB_ADVERTISE_URL: `http://127.0.0.1:${HUB_PORT}` };
      const name = `hub ${String(index)}`;
      const noteError = this.loggedErrors.of(name);
      return new RestartableService(
        name,
        () => hubCommand({ ...shared, ...own }, programOf?.(index)),
        (line) => {
          noteError(line);
          onHubLine?.(index, line);
        },
      );
    });
  }

  static async start({ hubs = 2, store = 'folder', ...options }: ClusterOptions = {}): Promise<Cluster> {
    const ports = await Promise.all(Array.from({ length: hubs }, freePort));
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-cluster-'));
    const engines = await startEngines(store, join(folder, 'store')).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    const cluster = new Cluster(folder, engines, ports, options);
    const start = async (): Promise<void> => {
      // The first one migrates the database.
      for (const hub of cluster.hubs) await hub.start();
    };
    return opened(cluster, start, () => cluster.close());
  }

  dataDirOf(hub: number): string {
    return join(this.#folder, `hub-${String(hub)}`);
  }

  spoolOf(cameraId: string): string {
    return join(this.#folder, 'cameras', cameraId, 'spool');
  }

  /** A load balancer for clients or camera services. */
  async openFront(): Promise<FrontDoor> {
    const front = await FrontDoor.open(this.#ports);
    this.#fronts.push(front);
    return front;
  }

  /** A camera service with the simulator. It is not started yet, and keeps its spool when it starts again. */
  addCamera(
    cameraId: string,
    hubUrl: string,
    env: Readonly<Record<string, string>> = {},
    onLine?: (line: LogLine) => void,
  ): RestartableService {
    const CAMERA_DATA_DIR = join(this.#folder, 'cameras', cameraId);
    const own = { HUB_URL: hubUrl, CAMERA_TOKEN: this.cameraToken, CAMERA_ID: cameraId, CAMERA_DATA_DIR };
    const noteError = this.loggedErrors.of(cameraId);
    const noteLine = (line: LogLine): void => {
      noteError(line);
      onLine?.(line);
    };
    const camera = new RestartableService(cameraId, () => cameraCommand({ ...own, ...env }), noteLine);
    this.#cameras.set(cameraId, camera);
    return camera;
  }

  /** Ends everything. May be called twice. */
  async close(): Promise<void> {
    await Promise.all([...this.#cameras.values()].map((camera) => camera.close()));
    await Promise.all(this.hubs.map((hub) => hub.close()));
    for (const front of this.#fronts.splice(0)) await front.close();
    await this.engines.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
