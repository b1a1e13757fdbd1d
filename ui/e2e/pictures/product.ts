/** The running product: hub, database and a simulated camera in processes of their own, with people and captures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as linger } from 'node:timers/promises';
import { ADMIN, HubProcess } from '@eyepiece/harness/system/processes/hub-process';
import { cameraCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { CameraState, CapturePage, LoginResult, Objective, Role } from '@eyepiece/shared-types';

export const CAMERA = 'bench-3';
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;
/** The stage moves on between two captures. */
const BETWEEN_CAPTURES_MS = 4000;
const CAMERA_ENV = { CAMERA_ID: CAMERA, CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: '10', SIMULATOR_SIZE: '1280x1024', CAMERA_VIDEO: 'off' };

export class Product {
  readonly #hub: HubProcess;
  readonly #camera: ServiceProcess;
  readonly #folder: string;

  private constructor(hub: HubProcess, camera: ServiceProcess, folder: string) {
    this.#hub = hub;
    this.#camera = camera;
    this.#folder = folder;
  }

  static async start(): Promise<Product> {
    const hub = await HubProcess.start();
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-pictures-'));
    try {
      const link = { HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_DATA_DIR: folder };
      return new Product(hub, await ServiceProcess.start(cameraCommand({ ...CAMERA_ENV, ...link })), folder);
    } catch (error) {
      await hub.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get url(): string {
    return this.#hub.url;
  }

  async close(): Promise<void> {
    await this.#camera.stop();
    await this.#hub.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  administrator(): Promise<Account> {
    return Account.signIn(this.url, ADMIN.email, ADMIN.password);
  }
}

/** A person who is signed in. */
export class Account {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string, email: string, password: string): Promise<Account> {
    const { access_token: token } = await send<LoginResult>(`${url}/api/v1/auth/login`, 'POST', { email, password });
    return new Account(url, token);
  }

  /** Adds a person, for administrators. */
  async add(name: string, role: Role): Promise<Account> {
    const person = { name, role, email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`, password: 'a password of the pictures' };
    await this.call('POST', '/users', person);
    return Account.signIn(this.#url, person.email, person.password);
  }

  get cookie(): { name: string; value: string; url: string; httpOnly: true; sameSite: 'Strict' } {
    return { name: 'eyepiece_session', value: this.#token, url: this.#url, httpOnly: true, sameSite: 'Strict' };
  }

  call<T>(method: string, path: string, json?: unknown): Promise<T> {
    return send<T>(`${this.#url}/api/v1${path}`, method, json, this.#token);
  }
}

/** A session with captures of different places, and an objective that gives lengths in µm. */
export async function prepare(ana: Account): Promise<void> {
  await untilOnline(ana);
  const objective = await ana.call<Objective>('POST', `/cameras/${CAMERA}/objectives`, { name: '20× / 0.45', umPerPixel: 0.33 });
  await ana.call('PUT', `/cameras/${CAMERA}/objective`, { objectiveId: objective.id });
  const { id } = await ana.call<{ id: string }>('POST', '/sessions', { cameraId: CAMERA, title: 'Tissue sections, slide 12' });
  for (const label of ['Overview', 'Gland', 'Stroma', 'Edge']) {
    await ana.call('POST', `/cameras/${CAMERA}/captures`, { label, tags: ['colon'] });
    await linger(BETWEEN_CAPTURES_MS);
  }
  await ana.call('POST', `/sessions/${id}/notes`, { text: 'Gland at the left looks denser than on slide 11.' });
  const deadline = Date.now() + READY_WITHIN_MS;
  while ((await ana.call<CapturePage>('GET', '/captures')).captures.length < 4) await again(deadline, 'the captures were not stored');
}

async function untilOnline(account: Account): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const state = await account.call<CameraState>('GET', `/cameras/${CAMERA}`).catch(() => null);
    if (state?.status === 'idle' || state?.status === 'live') return;
    await again(deadline, `the camera is ${state?.status ?? 'unknown'}`);
  }
}

async function again(deadline: number, trouble: string): Promise<void> {
  if (Date.now() > deadline) throw new Error(`${trouble} after ${READY_WITHIN_MS / 1000} s`);
  await linger(LOOK_EVERY_MS);
}

async function send<T>(url: string, method: string, json?: unknown, token?: string): Promise<T> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const response = await fetch(url, { method, headers, ...body, signal: AbortSignal.timeout(READY_WITHIN_MS) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
