/** Database, hub and camera service as processes that are killed and restarted, as the launcher does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRestartablePostgres, type RestartablePostgres } from '@eyepiece/host/database/postgres';
import { freePort } from '@eyepiece/host/free-port';
import { ADMIN } from '../../system/processes/hub-process.ts';
import { backUpLibrary, checkLibrary, type Library, type LibraryCheck } from '../../system/library/library-check.ts';
import { RestartableService } from '../../system/processes/restartable-service.ts';
import { cameraCommand, hubCommand } from '../../system/processes/service-process.ts';
import type { Evidence } from './evidence.ts';
import { refusedIn, spooledIn } from './spools.ts';
import { REVIVE_MS, type ChaosSystem } from './system.ts';

const CAMERA = 'camera-1';
const PARTS = ['hub', 'camera', 'database'] as const;
type PartName = (typeof PARTS)[number];

export class OneHub implements ChaosSystem {
  readonly admin = ADMIN;
  readonly cameraToken = 'camera-token-of-the-chaos-run';
  readonly cameraIds = [CAMERA];
  readonly parts = PARTS;
  readonly #folder: string;
  readonly #database: RestartablePostgres;
  readonly #services: Readonly<Record<'hub' | 'camera', RestartableService>>;
  readonly #up = new Set<string>();
  readonly #hubUrl: string;

  private constructor(folder: string, database: RestartablePostgres, hubPort: number, evidence: Evidence) {
    this.#folder = folder;
    this.#database = database;
    this.#hubUrl = `http://127.0.0.1:${String(hubPort)}`;
    const hub = hubCommand({
      HUB_PORT: String(hubPort),
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, 'hub'),
      CAMERA_TOKEN: this.cameraToken,
      JWT_SECRET: 'a signing key of the chaos run, 32+ characters',
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
    });
    const camera = cameraCommand({
      HUB_URL: this.#hubUrl,
      CAMERA_TOKEN: this.cameraToken,
      CAMERA_ID: CAMERA,
      CAMERA_DATA_DIR: join(folder, 'camera'),
    });
    this.#services = {
      hub: new RestartableService('the hub', () => hub, evidence.logOf('hub')),
      camera: new RestartableService('the camera service', () => camera, evidence.logOf('camera')),
    };
    this.#up.add('database');
  }

  static async start(evidence: Evidence): Promise<OneHub> {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-chaos-'));
    const system = new OneHub(folder, await startRestartablePostgres(), await freePort(), evidence);
    try {
      await system.restart('hub');
      await system.restart('camera');
      return system;
    } catch (error) {
      await system.close();
      throw error;
    }
  }

  get up(): readonly PartName[] {
    return PARTS.filter((name) => this.#up.has(name));
  }

  get hubUrls(): readonly string[] {
    return this.#up.has('hub') ? [this.#hubUrl] : [];
  }

  cameraUrl(): string | undefined {
    return this.#up.has('camera') ? this.#services.camera.url : undefined;
  }

  async kill(part: string): Promise<void> {
    this.#up.delete(part);
    await (this.#service(part)?.kill() ?? this.#database.kill());
  }

  async restart(part: string): Promise<void> {
    await (this.#service(part)?.startWithin(REVIVE_MS) ?? this.#database.restart());
    this.#up.add(part);
  }

  freeze(part: string): (() => void) | undefined {
    const service = this.#service(part);
    service?.suspend();
    return service && (() => service.resume());
  }

  spooled(): Promise<string[]> {
    return spooledIn(join(this.#folder, 'camera', 'spool'));
  }

  refused(): Promise<string[]> {
    return refusedIn(join(this.#folder, 'camera', 'spool'));
  }

  async calm(): Promise<void> {
    await this.#services.camera.stop();
    await this.#services.hub.stop();
    await this.restart('hub');
  }

  async unfinished(): Promise<string> {
    const due = await this.#database.count(SIDECARS_DUE);
    return due === 0 ? '' : `${String(due)} sidecars are outdated`;
  }

  async fsck(): Promise<LibraryCheck> {
    await this.#services.hub.stop();
    return checkLibrary(this.#library);
  }

  backUp(folder: string): Promise<void> {
    return backUpLibrary(this.#library, folder);
  }

  async close(): Promise<void> {
    await this.#services.camera.close();
    await this.#services.hub.close();
    await this.#database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #library(): Library {
    return { dataDir: join(this.#folder, 'hub'), databaseUrl: this.#database.url };
  }

  #service(part: string): RestartableService | undefined {
    return part === 'hub' || part === 'camera' ? this.#services[part] : undefined;
  }
}

export const SIDECARS_DUE = 'select count(*)::int as count from captures where sidecar_edits < edits';
