/** A hub in a process of its own, with a PostgreSQL database and an empty data folder. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTemporaryDatabase, type TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { hubCommand, ServiceProcess } from './service-process.ts';

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };

export class HubProcess {
  readonly dataDir: string;
  readonly cameraToken = randomBytes(24).toString('base64url');
  readonly #database: TemporaryDatabase;
  #service: ServiceProcess | undefined;
  #port = '0';

  private constructor(dataDir: string, database: TemporaryDatabase) {
    this.dataDir = dataDir;
    this.#database = database;
  }

  static async start(): Promise<HubProcess> {
    const database = await createTemporaryDatabase();
    const hub = new HubProcess(await mkdtemp(join(tmpdir(), 'eyepiece-hub-')), database);
    try {
      await hub.#start();
      return hub;
    } catch (error) {
      await hub.close();
      throw error;
    }
  }

  get url(): string {
    if (this.#service === undefined) throw new Error('the hub does not run');
    return this.#service.url;
  }

  /** Ends the hub as an operator would; it can be started again. */
  async stop(): Promise<void> {
    await this.#service?.stop();
  }

  /** On the same port, database and folder. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#database.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const command = hubCommand({
      HUB_PORT: this.#port,
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.#database.url,
      CAMERA_TOKEN: this.cameraToken,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
    });
    this.#service = await ServiceProcess.start(command);
    this.#port = new URL(this.#service.url).port;
  }
}
