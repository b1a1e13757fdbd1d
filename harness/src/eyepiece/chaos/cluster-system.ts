/** Several hubs with two camera services, PostgreSQL, Redis and an S3 server. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpLibrary, checkLibrary, type Library, type LibraryCheck } from '../../system/library/library-check.ts';
import type { RestartableService } from '../../system/processes/restartable-service.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { Evidence } from './evidence.ts';
import { SIDECARS_DUE } from './one-hub.ts';
import { refusedIn, spooledIn } from './spools.ts';
import { REVIVE_MS, type ChaosSystem } from './system.ts';

const CAMERAS = ['camera-1', 'camera-2'];
/** Whole frames are then uploaded to S3 in parts. */
const SIMULATOR = { SIMULATOR_SIZE: '2048x2048', SIMULATOR_FPS: '5' };

/** A process that can be killed and started again. */
interface Part {
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Absent: the process cannot be suspended. */
  pause?(): void;
  resume?(): void;
}

export class ClusterSystem implements ChaosSystem {
  readonly cameraIds = CAMERAS;
  readonly #cluster: Cluster;
  readonly #cameras: ReadonlyMap<string, RestartableService>;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #up = new Set<string>();

  private constructor(cluster: Cluster, cameraHubUrl: string, evidence: Evidence) {
    this.#cluster = cluster;
    const { database, redis, s3 } = cluster.engines;
    if (s3 === undefined) throw new Error('the cluster has no S3 server');
    this.#cameras = new Map(CAMERAS.map((id) => [id, cluster.addCamera(id, cameraHubUrl, SIMULATOR, evidence.logOf(id))]));
    const services = [...cluster.hubs.map((hub, index) => [hubName(index), hub] as const), ...this.#cameras];
    this.#parts = new Map<string, Part>([
      ...services.map(([name, service]) => [name, partOf(service)] as const),
      ['database', { kill: () => database.kill(), restart: () => database.restart() }],
      ['redis', redis],
      ['s3', s3],
    ]);
    for (const name of this.parts) if (!this.#cameras.has(name)) this.#up.add(name);
  }

  /** @throws if a program of the system is missing */
  static async start(hubs: number, evidence: Evidence): Promise<ClusterSystem> {
    const logs = Array.from({ length: hubs }, (_, index) => evidence.logOf(hubName(index)));
    const cluster = await Cluster.start({ hubs, store: 's3', onHubLine: (hub, line) => logs[hub]?.(line) });
    try {
      const system = new ClusterSystem(cluster, (await cluster.openFront()).url, evidence);
      await Promise.all(CAMERAS.map((id) => system.restart(id)));
      return system;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get admin(): ChaosSystem['admin'] {
    return this.#cluster.admin;
  }

  get cameraToken(): string {
    return this.#cluster.cameraToken;
  }

  get parts(): readonly string[] {
    return [...this.#parts.keys()];
  }

  get up(): readonly string[] {
    return this.parts.filter((name) => this.#up.has(name));
  }

  get hubUrls(): readonly string[] {
    return this.#cluster.hubs.filter((_hub, index) => this.#up.has(hubName(index))).map(({ url }) => url);
  }

  cameraUrl(cameraId: string): string | undefined {
    return this.#up.has(cameraId) ? this.#cameras.get(cameraId)?.url : undefined;
  }

  async kill(part: string): Promise<void> {
    this.#up.delete(part);
    await this.#part(part).kill();
  }

  async restart(part: string): Promise<void> {
    await this.#part(part).restart();
    this.#up.add(part);
  }

  freeze(part: string): (() => void) | undefined {
    const process = this.#part(part);
    if (process.pause === undefined) return undefined;
    process.pause();
    return () => process.resume?.();
  }

  async spooled(): Promise<string[]> {
    return (await Promise.all(this.#spools.map(spooledIn))).flat();
  }

  async refused(): Promise<string[]> {
    return (await Promise.all(this.#spools.map(refusedIn))).flat();
  }

  async calm(): Promise<void> {
    await Promise.all([...this.#cameras.values()].map((camera) => camera.stop()));
  }

  async unfinished(): Promise<string> {
    const due = await this.#cluster.engines.database.count(SIDECARS_DUE);
    const removals = await this.#removals();
    return [...(due > 0 ? [`${String(due)} sidecars are outdated`] : []), ...removals.map((id) => `capture ${id} is being removed`)].join(
      '; ',
    );
  }

  async fsck(): Promise<LibraryCheck> {
    await Promise.all(this.#cluster.hubs.map((hub) => hub.stop()));
    return checkLibrary(this.#library);
  }

  backUp(folder: string): Promise<void> {
    return backUpLibrary(this.#library, folder);
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }

  get #library(): Library {
    const { database, storeEnv } = this.#cluster.engines;
    return { dataDir: this.#cluster.dataDirOf(0), databaseUrl: database.url, env: storeEnv };
  }

  get #spools(): string[] {
    return CAMERAS.map((id) => this.#cluster.spoolOf(id));
  }

  #part(name: string): Part {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Error(`there is no part ${name}`);
    return part;
  }

  /** The server keeps each object as a file. */
  async #removals(): Promise<string[]> {
    const { s3, storeEnv } = this.#cluster.engines;
    const prefix = new URL(storeEnv['STORE_URL'] ?? '').pathname;
    try {
      return await readdir(join(s3?.folder ?? '', prefix, 'captures', '.removing'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

const hubName = (index: number): string => `hub-${String(index + 1)}`;

function partOf(service: RestartableService): Part {
  return {
    kill: () => service.kill(),
    restart: () => service.startWithin(REVIVE_MS),
    pause: () => service.suspend(),
    resume: () => service.resume(),
  };
}
