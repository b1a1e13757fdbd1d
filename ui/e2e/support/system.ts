/** The whole product: database, hub and camera services as separate processes on free ports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cameraCommand, hubCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { CameraState, Capture, CapturePage, LoginResult, Role } from '@eyepiece/shared-types';
import { vi } from 'vitest';
import { startRestartablePostgres, type RestartablePostgres } from '@eyepiece/host/database/postgres';
import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import type { TemporaryDatabase } from '@eyepiece/host/database/temporary-database';

interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
  readonly httpOnly: boolean;
  readonly sameSite: 'Strict';
}

export type Environment = Readonly<Record<string, string>>;

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export const ADMIN: Person = { email: 'admin@example.org', password: 'correct horse battery', name: 'admin' };
export const CAMERA_TOKEN = 'camera-token-of-the-tests';
const LINKED_WITHIN_MS = 120_000;
/**
 * A low frame rate, because several pages and a hub share two cores. A page calls a picture late after three intervals, so
 * that a slow machine has more time.
 */
const FPS = '2';
/** SIMULATOR_FPS for tests that wait for many changes of the picture. */
export const BRISK = '5';
/** A quarter of the usual pixels. Most tests do not depend on their number. */
const SMALL = '640x512';
/** SIMULATOR_SIZE for tests that need many pixels or large files. */
export const FULL = '1280x1024';
/** Saves the hub the parsing of its sources at each start. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url));
const JWT_SECRET = 'a signing key of the tests, 32+ characters';

/** The processes of a started system, and what they need. */
interface Running {
  readonly database: TemporaryDatabase;
  readonly hub: ServiceProcess;
  readonly hubEnv: Environment;
  /** All files of these processes; deleted at the end. */
  readonly folder: string;
}

export class System {
  #running: Running | undefined;
  readonly #cameras = new Map<string, ServiceProcess>();
  /** By email. Each password check takes processor time from the pictures. */
  readonly #tokens = new Map<string, string>();

  static async start(hubOverrides: Environment = {}): Promise<System> {
    const system = new System();
    await system.open(await createHubDatabase(), hubOverrides);
    return system;
  }

  /** Uses a database that the test may kill and restart. Closing the system closes it. */
  static async startWithRestartableDatabase(): Promise<{ system: System; database: RestartablePostgres }> {
    const database = await startRestartablePostgres();
    const system = new System();
    await system.open(database);
    return { system, database };
  }

  async open(database: TemporaryDatabase, hubOverrides: Environment = {}): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-e2e-'));
    const hubEnv = {
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, 'hub'),
      CAMERA_TOKEN,
      JWT_SECRET,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
      ...hubOverrides,
    };
    try {
      const hub = await ServiceProcess.start(hubCommand(hubEnv));
      this.#running = { folder, database, hub, hubEnv: { ...hubEnv, HUB_PORT: new URL(hub.url).port } };
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get #started(): Running {
    if (this.#running === undefined) throw new Error('the system has not started');
    return this.#running;
  }

  get folder(): string {
    return this.#started.folder;
  }

  get databaseUrl(): string {
    return this.#started.database.url;
  }

  get url(): string {
    return this.#started.hub.url;
  }

  /**
   * Starts the camera service with this id, each time on the same folder. Resolves when the hub has its camera. It
   * encodes no video: on a slow machine pages would show it instead of JPEG frames, and few tests are about it.
   */
  async startCamera(id: string, env: Environment = {}): Promise<void> {
    const link = { HUB_URL: this.url, CAMERA_TOKEN, CAMERA_ID: id };
    const own = { ...link, CAMERA_DATA_DIR: join(this.folder, id), SIMULATOR_FPS: FPS, SIMULATOR_SIZE: SMALL, CAMERA_VIDEO: 'off', ...env };
    this.#cameras.set(id, await ServiceProcess.start(cameraCommand(own)));
    await vi.waitFor(() => this.#expectOnline(id), { timeout: LINKED_WITHIN_MS, interval: 200 });
  }

  camera(id: string): ServiceProcess {
    const camera = this.#cameras.get(id);
    if (camera === undefined) throw new Error(`no camera service ${id} was started`);
    return camera;
  }

  /** Messages of the hub since its start. */
  get hubLog(): ServiceProcess['log'] {
    return this.#started.hub.log;
  }

  /** Sends SIGKILL, which simulates a power failure. */
  killHub(): Promise<void> {
    return this.#started.hub.kill();
  }

  /** Starts the hub again at the same address. The overrides apply to this run only. */
  async restartHub(overrides: Environment = {}): Promise<void> {
    const { hub, hubEnv } = this.#started;
    await hub.stop();
    // With SESSION_HOURS overridden, tokens are valid for a short time only.
    this.#tokens.clear();
    this.#running = { ...this.#started, hub: await ServiceProcess.start(hubCommand({ ...hubEnv, ...overrides })) };
  }

  /** Calls the REST API as the administrator. @throws when the status is not 2xx */
  async api<T>(method: string, path: string, json?: unknown): Promise<T> {
    return this.#send<T>(method, path, json, await this.tokenOf(ADMIN));
  }

  /** Signs a person in once. */
  async tokenOf({ email, password }: Person): Promise<string> {
    const known = this.#tokens.get(email);
    if (known !== undefined) return known;
    const { access_token: token } = await this.#send<LoginResult>('POST', '/auth/login', { email, password });
    this.#tokens.set(email, token);
    return token;
  }

  /** Signs a browser in without the form. */
  async cookieOf(person: Person): Promise<SessionCookie> {
    return { name: 'eyepiece_session', value: await this.tokenOf(person), url: this.url, httpOnly: true, sameSite: 'Strict' };
  }

  async addPerson(role: Role, name: string): Promise<Person> {
    const person = { email: `${name.toLowerCase()}@example.org`, password: 'a password of the tests', name };
    await this.api('POST', '/users', { ...person, role });
    return person;
  }

  async captures(): Promise<Capture[]> {
    return (await this.api<CapturePage>('GET', '/captures?limit=200')).captures;
  }

  /** Requests every small thumbnail, so that later page loads do not wait for the hub to make them. */
  async makeThumbnails(): Promise<void> {
    const token = await this.tokenOf(ADMIN);
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: CapturePage = await this.#send<CapturePage>('GET', `/captures?limit=200${query}`, undefined, token);
      for (const { thumbnailUrl } of page.captures) {
        const response = await fetch(new URL(thumbnailUrl, this.url), { headers: { authorization: `Bearer ${token}` } });
        if (!response.ok) throw new Error(`${thumbnailUrl}: ${response.status}`);
        await response.arrayBuffer();
      }
      cursor = page.nextCursor;
    }
  }

  async close(): Promise<void> {
    if (this.#running === undefined) return;
    const { hub, database, folder } = this.#running;
    await Promise.all([...this.#cameras.values()].map((camera) => camera.stop()));
    await hub.stop();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }

  async #expectOnline(id: string): Promise<void> {
    const { status } = await this.api<CameraState>('GET', `/cameras/${id}`);
    if (status !== 'idle' && status !== 'live') throw new Error(`camera ${id} is ${status}`);
  }

  async #send<T>(method: string, path: string, json?: unknown, token?: string): Promise<T> {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, ...body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
