/** A whole system under attack: hub, embedded database and camera service as processes, and a synthetic camera at 30 fps. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { trustSchema, type CameraState, type CaptureSession, type CreatedShare } from '@eyepiece/shared-types';
import { hubPgliteTemplate } from '@eyepiece/host/database/pglite-template';
import { startPglite, type RunningDatabase } from '@eyepiece/host/database/pglite';
import { opened } from '../../system/opened.ts';
import { CORE } from '../bench/system/processes.ts';
import { Worker } from '../bench/workers/calls.ts';
import type { CameraCalls } from '../bench/workers/camera.ts';
import { signIn } from '../../crowd/hub-account.ts';
import { LoggedErrors } from '../../system/processes/logged-errors.ts';
import { cameraCommand, hubCommand, ServiceProcess } from '../../system/processes/service-process.ts';
import { isAlive } from '../../system/processes/signals.ts';
import type { AttackerCalls } from './attacker.ts';
import type { Place } from './clients/conversation.ts';
import type { Target } from './target.ts';

export const WITNESSED = 'witnessed';
const INSTRUMENT = 'instrument';
const FPS = 30;
const PICTURE = { width: 640, height: 480, frameBytes: 40_000 };
const CAMERA_MS = 60_000;
const LOOK_MS = 200;
const CAPTURES = 3;
const ADMIN = { email: 'admin@example.org', password: randomBytes(12).toString('base64url') };

/** The attacker uses the viewer's account. The witnesses have their own, because connections of one account share limits. */
type Tokens = Record<'admin' | 'operator' | 'viewer' | 'witness', string>;

export class HostileSystem {
  readonly #folder: string;
  readonly #parts: { hub?: ServiceProcess; database?: RunningDatabase; camera?: ServiceProcess } = {};
  readonly #synthetic = new Worker<CameraCalls>(new URL('../bench/workers/camera.ts', import.meta.url), CORE.load);
  readonly attacker = new Worker<AttackerCalls>(new URL('./attacker.ts', import.meta.url), CORE.load);
  readonly loggedErrors = new LoggedErrors();
  #tokens: Tokens | undefined;
  #target: Target | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<HostileSystem> {
    const system = new HostileSystem(await mkdtemp(join(tmpdir(), 'eyepiece-hostile-')));
    return opened(
      system,
      () => system.#start(),
      () => system.stop(),
    );
  }

  get url(): string {
    return this.#part('hub').url;
  }

  get hubPid(): number {
    return this.#part('hub').pid;
  }

  get tokens(): Tokens {
    if (!this.#tokens) throw new Error('no user has signed in');
    return this.#tokens;
  }

  get target(): Target {
    if (!this.#target) throw new Error('the system has not started');
    return this.#target;
  }

  /** Processes that have ended. */
  get dead(): string[] {
    const { hub, camera, database } = this.#parts;
    const running = { hub: hub?.running, 'camera service': camera?.running, database: database && isAlive(database.pid) };
    return Object.entries(running).flatMap(([name, alive]) => (alive ? [] : [name]));
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    await this.attacker.stop();
    await this.#synthetic.stop();
    await this.#parts.camera?.stop();
    await this.#parts.hub?.stop();
    await this.#parts.database?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Returns the JSON of a response. @throws if its status is not a success */
  async ask<T>(method: string, path: string, token: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async #start(): Promise<void> {
    const dataDir = join(this.#folder, 'data');
    const cameraToken = randomBytes(24).toString('base64url');
    const database = await startPglite({ dataDir, template: hubPgliteTemplate() });
    this.#parts.database = database;
    const admin = { EYEPIECE_ADMIN_EMAIL: ADMIN.email, EYEPIECE_ADMIN_PASSWORD: ADMIN.password };
    const tls = { TLS: 'on', TLS_PORT: '0' };
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, CAMERA_TOKEN: cameraToken, ...tls, ...admin };
    this.#parts.hub = await ServiceProcess.start(hubCommand(env), this.loggedErrors.of('hub'));
    const cameraEnv = {
      HUB_URL: this.url,
      CAMERA_TOKEN: cameraToken,
      CAMERA_ID: INSTRUMENT,
      CAMERA_DATA_DIR: join(this.#folder, 'camera'),
    };
    const instrument = cameraCommand({ ...cameraEnv, CAMERA_DRIVER: 'simulated', SIMULATOR_FPS: '5', LOG_LEVEL: 'info' });
    this.#parts.camera = await ServiceProcess.start(instrument, this.loggedErrors.of('camera service'));
    await this.#synthetic.call('connect', { hubUrl: this.url, token: cameraToken, cameraId: WITNESSED, fps: FPS, ...PICTURE });
    this.#tokens = await this.#accounts();
    this.#target = await this.#furnish(database.url, cameraToken);
  }

  async #accounts(): Promise<Tokens> {
    const admin = await signIn(this.url, ADMIN);
    const account = async (name: string, role: 'operator' | 'viewer'): Promise<string> => {
      const person = { email: `${name}@example.org`, password: randomBytes(12).toString('base64url') };
      await this.ask('POST', '/users', admin, { ...person, name: `The ${name}`, role });
      return signIn(this.url, person);
    };
    return {
      admin,
      operator: await account('operator', 'operator'),
      viewer: await account('viewer', 'viewer'),
      witness: await account('witness', 'viewer'),
    };
  }

  async #furnish(databaseUrl: string, cameraToken: string): Promise<Target> {
    const { operator, viewer } = this.tokens;
    await this.#untilOnline(operator);
    const session = await this.ask<CaptureSession>('POST', '/sessions', operator, { cameraId: INSTRUMENT, title: 'Under attack' });
    const captureIds: string[] = [];
    for (let taken = 0; taken < CAPTURES; taken += 1)
      captureIds.push((await this.ask<{ id: string }>('POST', `/cameras/${INSTRUMENT}/captures`, operator, {})).id);
    const share = await this.ask<CreatedShare>('POST', '/shares', operator, { kind: 'session', sessionId: session.id });
    return {
      hub: { port: Number(new URL(this.url).port) },
      https: await this.#https(),
      cameraService: { port: Number(new URL(this.#part('camera').url).port) },
      database: placeOf(databaseUrl),
      cameraToken,
      viewerToken: viewer,
      shareSecret: share.url.split('#')[1] ?? '',
      sessionId: session.id,
      captureIds,
      cameraId: INSTRUMENT,
      watchedId: WITNESSED,
    };
  }

  async #https(): Promise<Target['https']> {
    const { httpsPort } = trustSchema.parse(await (await fetch(`${this.url}/api/v1/trust`)).json());
    if (httpsPort === null) throw new Error('the hub has no HTTPS port');
    return { port: httpsPort, authority: await (await fetch(`${this.url}/api/v1/trust/authority.crt`)).text() };
  }

  async #untilOnline(token: string): Promise<void> {
    for (const deadline = performance.now() + CAMERA_MS; ;) {
      const { cameras } = await this.ask<{ cameras: CameraState[] }>('GET', '/cameras', token);
      if (cameras.some(({ id, status }) => id === INSTRUMENT && status !== 'offline')) return;
      if (performance.now() > deadline) throw new Error('the camera service did not reach the hub within a minute');
      await delay(LOOK_MS);
    }
  }

  #part(name: 'hub' | 'camera'): ServiceProcess {
    const part = this.#parts[name];
    if (!part) throw new Error(`the ${name} has not started`);
    return part;
  }
}

/** The folder of a Unix socket replaces the host. */
function placeOf(databaseUrl: string): Place {
  const { hostname, port } = new URL(databaseUrl);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { port: Number(port) };
}
