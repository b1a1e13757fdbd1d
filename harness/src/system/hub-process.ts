/** A hub in a process of its own, with a database and an empty data folder. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPglite } from '@eyepiece/host/database/pglite';
import { hubCommand, ServiceProcess } from './service-process.ts';

interface Database {
  readonly url: string;
  close(): Promise<void>;
}

export interface HubProcessOptions {
  /** It is closed with the hub. Absent: an embedded one. */
  readonly database?: Database | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };

export class HubProcess {
  readonly dataDir: string;
  readonly cameraToken = randomBytes(24).toString('base64url');
  readonly #database: Database;
  readonly #env: Readonly<Record<string, string>>;
  #service: ServiceProcess | undefined;
  #port = '0';
  #starting: Promise<void> | undefined;
  #isClosed = false;

  private constructor(dataDir: string, database: Database, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#database = database;
    this.#env = env;
  }

  static async start({ database, env = {} }: HubProcessOptions = {}): Promise<HubProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-hub-'));
    let hub: HubProcess | undefined;
    try {
      hub = new HubProcess(dataDir, database ?? (await startPglite({ dataDir })), env);
      await hub.#start();
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
    return this.#service?.running === true ? this.#service.pid : undefined;
  }

  get url(): string {
    if (this.#service === undefined) throw new Error('the hub does not run');
    return this.#service.url;
  }

  /** Ends the hub as an operator would; it can be started again. */
  async stop(): Promise<void> {
    await this.#service?.stop();
  }

  /** Ends the hub like a power failure; it can be started again. */
  async kill(): Promise<void> {
    await this.#service?.kill();
  }

  /** On the same port, database and folder. */
  async restart(): Promise<void> {
    await this.stop();
    // It may have been closed meanwhile.
    if (!this.#isClosed) await this.#start();
  }

  /** A hub that is being started ends too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting?.catch(() => undefined);
    await this.stop();
    await this.#database.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  #start(): Promise<void> {
    this.#starting = this.#startService();
    return this.#starting;
  }

  async #startService(): Promise<void> {
    const command = hubCommand({
      HUB_PORT: this.#port,
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.#database.url,
      CAMERA_TOKEN: this.cameraToken,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      ...this.#env,
    });
    this.#service = await ServiceProcess.start(command);
    this.#port = new URL(this.#service.url).port;
  }
}
