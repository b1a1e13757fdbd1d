/** A whole system as processes, with a hub, disk, database and clock that can be disturbed. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { LoggedErrors } from '../../system/processes/logged-errors.ts';
import { RestartableService } from '../../system/processes/restartable-service.ts';
import { cameraCommand, hubCommand, ServiceProcess, type ServiceCommand } from '../../system/processes/service-process.ts';
import type { FillingDisk } from './disturbances/filling-disk.ts';
import { PausedDatabase } from './disturbances/paused-database.ts';
import type { Account } from './load/person.ts';
import type { SteppedClock } from './disturbances/stepped-clock.ts';

/** The camera for captures and viewers. */
export const BENCH = 'bench';
/** The camera of the time-lapse. */
export const SERIES = 'series';
const FPS = '5';

export interface SystemParts {
  readonly disk: FillingDisk;
  readonly clock: SteppedClock;
  readonly serviceTimeoutMs: number;
}

export class EnduranceSystem {
  readonly #folder: string;
  readonly #parts: SystemParts;
  readonly #hub: RestartableService;
  readonly #cameras = new Map<string, ServiceProcess>();
  readonly loggedErrors = new LoggedErrors();
  readonly database: PausedDatabase;
  readonly dataDir: string;
  readonly url: string;
  readonly admin: Account = { email: 'admin@example.org', password: randomBytes(12).toString('base64url') };
  readonly #cameraToken = randomBytes(24).toString('base64url');

  private constructor(folder: string, parts: SystemParts, database: PausedDatabase, port: number) {
    this.#folder = folder;
    this.#parts = parts;
    this.database = database;
    this.dataDir = join(parts.disk.path, 'hub');
    this.url = `http://127.0.0.1:${String(port)}`;
    const command = hubCommand({
      ...parts.clock.nodeEnv,
      HUB_PORT: String(port),
      DATABASE_URL: database.url,
      DATA_DIR: this.dataDir,
      DISK_RESERVE_MB: String(parts.disk.reserveMb),
      SERVICE_TIMEOUT: String(parts.serviceTimeoutMs),
      CAMERA_TOKEN: this.#cameraToken,
      EYEPIECE_ADMIN_EMAIL: this.admin.email,
      EYEPIECE_ADMIN_PASSWORD: this.admin.password,
    });
    this.#hub = new RestartableService('the hub', () => command, this.loggedErrors.of('hub'));
  }

  static async start(parts: SystemParts): Promise<EnduranceSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-endurance-'));
    const database = await PausedDatabase.start(join(folder, 'database'));
    const system = new EnduranceSystem(folder, parts, database, await freePort());
    try {
      await system.startHub();
      for (const id of [BENCH, SERIES]) system.#cameras.set(id, await ServiceProcess.start(system.#camera(id), system.loggedErrors.of(id)));
      return system;
    } catch (error) {
      await system.close();
      throw error;
    }
  }

  startHub(): Promise<void> {
    return this.#hub.start();
  }

  /** @returns faults of the shutdown, which must be in time and have exit code 0 */
  async stopHub(signal: 'SIGTERM' | 'SIGKILL'): Promise<string[]> {
    const hub = this.#hub;
    if (signal === 'SIGKILL') {
      await hub.kill();
      return [];
    }
    await hub.stop();
    return hub.exitCode === 0
      ? []
      : [`the hub ended with ${String(hub.exitCode)} when it was stopped: ${JSON.stringify(hub.log.slice(-3))}`];
  }

  /** Processes that have ended. */
  get dead(): string[] {
    const cameras = [...this.#cameras].flatMap(([id, { running }]) => (running ? [] : [`the service of ${id}`]));
    return [...(this.#hub.isRunning ? [] : ['the hub']), ...cameras, ...(this.database.running ? [] : ['the database'])];
  }

  async stopCameras(): Promise<void> {
    await Promise.all([...this.#cameras.values()].map((camera) => camera.stop()));
  }

  /** The spool folder of a camera service. */
  spoolOf(id: string): string {
    return join(this.#parts.disk.path, id, 'spool');
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.stopCameras();
    await this.#hub.close();
    await this.database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #camera(id: string): ServiceCommand {
    const command = cameraCommand({
      HUB_URL: this.url,
      CAMERA_TOKEN: this.#cameraToken,
      CAMERA_ID: id,
      CAMERA_DATA_DIR: join(this.#parts.disk.path, id),
      CAMERA_DRIVER: 'simulated',
      SIMULATOR_FPS: FPS,
      LOG_LEVEL: 'info',
    });
    return { ...command, env: { ...command.env, ...this.#parts.clock.pythonEnv(command.env['PYTHONPATH'] ?? '') } };
  }
}
