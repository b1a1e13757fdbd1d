/** The real hub in its own process, with authentication, a database in another process, and a camera on the real link. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { trustSchema } from '@eyepiece/shared-types';
import { startPglite, type RunningDatabase } from '@eyepiece/host/database/pglite';
import { startRestartablePostgres } from '@eyepiece/host/database/postgres';
import { signIn } from '../../../crowd/hub-account.ts';
import { SEED } from '../../../system/programs.ts';
import { hubCommand, ServiceProcess } from '../../../system/processes/service-process.ts';
import { inNamespace } from './kernel-link.ts';
import { CORE, pinned, pinProcess } from './processes.ts';

const ADMIN = { email: 'bench@example.org', password: randomBytes(12).toString('base64url') };

export interface HubOptions {
  /** Node options for the hub's process, such as --inspect. */
  readonly nodeOptions?: readonly string[];
  /** Use a PostgreSQL server with production durability instead of the embedded database. */
  readonly postgres?: boolean;
  /** Also listen for HTTPS, with a certificate of the hub's own authority. */
  readonly https?: boolean;
  /** Synthetic captures in the library. */
  readonly captures?: number;
}

export class HubUnderTest {
  readonly #process: ServiceProcess;
  readonly #database: RunningDatabase;
  readonly #dataDir: string;
  readonly cameraToken: string;
  /** Token of a user with the role viewer. */
  readonly token: string;

  private constructor(service: ServiceProcess, database: RunningDatabase, dataDir: string, tokens: { camera: string; person: string }) {
    this.#process = service;
    this.#database = database;
    this.#dataDir = dataDir;
    this.cameraToken = tokens.camera;
    this.token = tokens.person;
  }

  static async start({ nodeOptions = [], postgres = false, https = false, captures = 0 }: HubOptions = {}): Promise<HubUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-bench-'));
    const database = postgres ? await startRestartablePostgres() : await startPglite({ dataDir });
    if (captures > 0) await seed(dataDir, database.url, captures);
    pinProcess(database.pid, CORE.load);
    const cameraToken = randomBytes(24).toString('base64url');
    const env = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      CAMERA_TOKEN: cameraToken,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      LOG_LEVEL: 'info',
      // All viewers belong to one user and come from one address.
      SOCKETS_PER_USER: '4096',
      SOCKETS_PER_ADDRESS: '4096',
      ...(https && { TLS: 'on', TLS_PORT: '0' }),
      ...(inNamespace && { HUB_HOST: '0.0.0.0' }),
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

  /** Its last log lines. */
  get output(): readonly string[] {
    return this.#process.log.map(({ msg }) => msg ?? '');
  }

  get admin(): typeof ADMIN {
    return ADMIN;
  }

  get(path: string): Promise<unknown> {
    return this.send('GET', path);
  }

  /** Returns the JSON of a response. @throws if its status is not a success */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Returns the body of a response. @throws if its status is not a success */
  async bytes(path: string): Promise<ArrayBuffer> {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.arrayBuffer();
  }

  /** The metrics of the hub in the format of Prometheus. */
  async metrics(): Promise<string> {
    const response = await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`GET /metrics: ${response.status} ${await response.text()}`);
    return response.text();
  }

  /** The address of its HTTPS port, and a file with the certificate that its clients have to trust. @throws without HTTPS */
  async https(): Promise<{ readonly url: string; readonly authorityFile: string }> {
    const { httpsPort } = trustSchema.parse(await this.get('/api/v1/trust'));
    if (httpsPort === null) throw new Error('the hub does not listen for HTTPS');
    const authority = await fetch(`${this.url}/api/v1/trust/authority.crt`);
    const authorityFile = join(this.#dataDir, 'authority.crt');
    await writeFile(authorityFile, await authority.text());
    return { url: `https://localhost:${httpsPort}`, authorityFile };
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await this.#database.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

async function seed(dataDir: string, databaseUrl: string, captures: number): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', SEED, '--captures', String(captures)];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: databaseUrl } });
}
