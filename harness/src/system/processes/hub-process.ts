/** A hub in a process of its own, with a database and an empty data folder. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubPgliteTemplate } from '@eyepiece/host/database/pglite-template';
import { startPglite } from '@eyepiece/host/database/pglite';
import { RestartableService } from './restartable-service.ts';
import { hubCommand, type ServiceCommand } from './service-process.ts';

interface Database {
  readonly url: string;
  close(): Promise<void>;
}

export interface HubProcessOptions {
  /** It is closed with the hub. Absent: an embedded one. */
  readonly database?: Database | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends a start that is not over. */
  readonly signal?: AbortSignal | undefined;
}

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };

export class HubProcess {
  readonly dataDir: string;
  readonly cameraToken = randomBytes(24).toString('base64url');
  readonly #database: Database;
  readonly #env: Readonly<Record<string, string>>;
  readonly #service = new RestartableService('the hub', () => this.#command());
  #port = '0';

  private constructor(dataDir: string, database: Database, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#database = database;
    this.#env = env;
  }

  /** @throws if it does not start, or the signal aborts; then nothing is left */
  static async start({ database, env = {}, signal }: HubProcessOptions = {}): Promise<HubProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-hub-'));
    let hub: HubProcess | undefined;
    try {
      hub = new HubProcess(dataDir, database ?? (await startPglite({ dataDir, signal, template: hubPgliteTemplate() })), env);
      await hub.#service.start(signal);
      hub.#port = new URL(hub.url).port;
      return hub;
    } catch (error) {
      if (hub) await hub.close();
      else {
        await database?.close();
        await rm(dataDir, { recursive: true, force: true });
      }
      throw error;
    }
  }

  /** undefined: it does not run. */
  get pid(): number | undefined {
    return this.#service.pid;
  }

  get url(): string {
    return this.#service.url;
  }

  /** Ends the hub as an operator would; it can be started again. */
  stop(): Promise<void> {
    return this.#service.stop();
  }

  /** Ends the hub like a power failure; it can be started again. */
  kill(): Promise<void> {
    return this.#service.kill();
  }

  /** On the same port, database and folder. */
  restart(): Promise<void> {
    return this.#service.restart();
  }

  /** A hub that is being started ends too. */
  async close(): Promise<void> {
    await this.#service.close();
    await this.#database.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #command(): ServiceCommand {
    return hubCommand({
      HUB_PORT: this.#port,
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.#database.url,
      CAMERA_TOKEN: this.cameraToken,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      ...this.#env,
    });
  }
}
