/** The real hub in a process of its own, with sign-in, a database in another process, and a camera on the real link. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPglite, type RunningDatabase } from '../../../scripts/database/pglite.ts';
import { signIn } from '../crowd/hub-account.ts';
import { hubCommand, ServiceProcess } from '../service-process.ts';
import { CORE, pinned, pinProcess } from './processes.ts';

const ADMIN = { email: 'bench@example.org', password: randomBytes(12).toString('base64url') };

export class HubUnderTest {
  readonly #process: ServiceProcess;
  readonly #database: RunningDatabase;
  readonly #dataDir: string;
  readonly cameraToken: string;
  /** Of a person who may watch. */
  readonly token: string;

  private constructor(service: ServiceProcess, database: RunningDatabase, dataDir: string, tokens: { camera: string; person: string }) {
    this.#process = service;
    this.#database = database;
    this.#dataDir = dataDir;
    this.cameraToken = tokens.camera;
    this.token = tokens.person;
  }

  /** `nodeOptions`: for the hub's process, such as --inspect. */
  static async start(nodeOptions: readonly string[] = []): Promise<HubUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-bench-'));
    const database = await startPglite({ dataDir });
    pinProcess(database.pid, CORE.load);
    const cameraToken = randomBytes(24).toString('base64url');
    const env = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      CAMERA_TOKEN: cameraToken,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      LOG_LEVEL: 'info',
    };
    const command = hubCommand(env);
    const service = await ServiceProcess.start(pinned({ ...command, args: [...nodeOptions, ...command.args] }, CORE.server));
    return new HubUnderTest(service, database, dataDir, { camera: cameraToken, person: await signIn(service.url, ADMIN) });
  }

  get url(): string {
    return this.#process.url;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** What it said last. */
  get said(): readonly string[] {
    return this.#process.log.map(({ msg }) => msg ?? '');
  }

  get admin(): typeof ADMIN {
    return ADMIN;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await this.#database.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
