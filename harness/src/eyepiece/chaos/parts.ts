/** Database, hub and camera service as processes that are killed and restarted, as the launcher does. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRestartablePostgres, type RestartablePostgres } from '@eyepiece/host/database/postgres';
import { freePort } from '@eyepiece/host/free-port';
import { RestartableService } from '../../system/restartable-service.ts';
import { cameraCommand, hubCommand } from '../../system/service-process.ts';

export const PARTS = ['hub', 'camera', 'database'] as const;
export type PartName = (typeof PARTS)[number];

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
const CAMERA_TOKEN = 'camera-token-of-the-chaos-run';
const REVIVE_MS = 120_000;

export class Parts {
  readonly dataDir: string;
  readonly #folder: string;
  readonly #database: RestartablePostgres;
  readonly #services: Readonly<Record<'hub' | 'camera', RestartableService>>;
  readonly #up = new Set<PartName>();
  readonly hubUrl: string;

  private constructor(folder: string, database: RestartablePostgres, hubPort: number) {
    this.#folder = folder;
    this.dataDir = join(folder, 'hub');
    this.#database = database;
    this.hubUrl = `http://127.0.0.1:${String(hubPort)}`;
    const hub = hubCommand({
      HUB_PORT: String(hubPort),
      DATABASE_URL: database.url,
      DATA_DIR: this.dataDir,
      CAMERA_TOKEN,
      JWT_SECRET: 'a signing key of the chaos run, 32+ characters',
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
    });
    const camera = cameraCommand({ HUB_URL: this.hubUrl, CAMERA_TOKEN, CAMERA_DATA_DIR: join(folder, 'camera') });
    this.#services = {
      hub: new RestartableService('the hub', () => hub),
      camera: new RestartableService('the camera service', () => camera),
    };
    this.#up.add('database');
  }

  static async start(): Promise<Parts> {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-chaos-'));
    const parts = new Parts(folder, await startRestartablePostgres(), await freePort());
    try {
      await parts.restart('hub');
      await parts.restart('camera');
      return parts;
    } catch (error) {
      await parts.close();
      throw error;
    }
  }

  get up(): readonly PartName[] {
    return PARTS.filter((name) => this.#up.has(name));
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** undefined while it is not running. */
  get cameraUrl(): string | undefined {
    return this.#up.has('camera') ? this.#services.camera.url : undefined;
  }

  async kill(name: PartName): Promise<void> {
    this.#up.delete(name);
    if (name === 'database') await this.#database.kill();
    else await this.#services[name].kill();
  }

  /** Starts the process until it runs: a hub without its database ends at once. */
  async restart(name: PartName): Promise<void> {
    if (name === 'database') await this.#database.restart();
    else await this.#services[name].startWithin(REVIVE_MS);
    this.#up.add(name);
  }

  async stop(name: 'hub' | 'camera'): Promise<void> {
    this.#up.delete(name);
    await this.#services[name].stop();
  }

  /** Names of the captures that the camera service has not uploaded yet. */
  spooled(): Promise<string[]> {
    return readdir(join(this.#folder, 'camera', 'spool'));
  }

  /** Captures with outdated sidecars. */
  sidecarsDue(): Promise<number> {
    return this.#database.count('select count(*)::int as count from captures where sidecar_edits < edits');
  }

  async close(): Promise<void> {
    await this.#services.camera.close();
    await this.#services.hub.close();
    await this.#database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
