import { CONTROL_EPOCH_HEADER, type ControlState, type ErrorBody, type Role } from '@eyepiece/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { FakeCamera } from '../fake-camera.ts';
import { ManualClock } from '../manual-clock.ts';
import { startHub, type TestClient, type TestHub } from '../start-hub.ts';

/** Three people at one camera. A new camera for each test; the clock of the leases is turned by hand. */
export class ControlBench {
  readonly clock = new ManualClock();
  readonly ana = new Somebody(this, 'Ana');
  readonly ben = new Somebody(this, 'Ben');
  readonly admin = new Somebody(this, 'Ada');
  readonly #people = [this.ana, this.ben, this.admin];
  hub!: TestHub;
  camera!: FakeCamera;
  #cameras = 0;

  async open(): Promise<void> {
    this.hub = await startHub({}, { control: { clock: this.clock } });
    await this.ana.joins('operator');
    await this.ben.joins('operator');
    await this.admin.joins('admin');
  }

  async begin(): Promise<void> {
    this.camera = this.hub.camera({ cameraId: `cam-${this.#cameras++}` });
    await this.camera.connect();
    for (const person of this.#people) await person.opens();
  }

  async end(): Promise<void> {
    for (const person of this.#people) person.leaves();
    await this.camera.close();
    // The guide's calls are for the camera that is online.
    const state = async (): Promise<unknown> => (await this.ana.rest('GET', `/cameras/${this.camera.id}`)).json();
    await expect.poll(state).toMatchObject({ status: 'offline' });
  }

  /** Somebody else with an account. */
  async somebody(name: string, role: Role): Promise<Somebody> {
    const person = new Somebody(this, name);
    await person.joins(role);
    return person;
  }

  /** What everybody who is connected is told in the end. */
  async allSee(expected: object): Promise<void> {
    for (const person of this.#people) {
      if (person.client.connected) await expect.poll(() => person.sees).toMatchObject(expected);
    }
  }

  /** What was written down of control of this camera, oldest first. */
  async trail() {
    const trail = await this.hub.audit();
    return trail.filter(({ action, subject }) => action.startsWith('control.') && subject === this.camera.id).reverse();
  }
}

/** Somebody with an account, who may have the workstation open. */
export class Somebody {
  readonly #bench: ControlBench;
  readonly name: string;
  userId = '';
  token = '';
  client!: TestClient;
  /** What the hub told of control last. */
  sees: ControlState | undefined;

  constructor(bench: ControlBench, name: string) {
    this.#bench = bench;
    this.name = name;
  }

  async joins(role: Role): Promise<void> {
    const { hub } = this.#bench;
    const { user, token } = await hub.person(role);
    await hub.api(`/users/${user.id}`, { method: 'PATCH', token: (await hub.login()).access_token, json: { name: this.name } });
    this.userId = user.id;
    this.token = token;
  }

  async opens(): Promise<void> {
    this.sees = undefined;
    this.client = await this.#bench.hub.client({ token: this.token }, {}, (client) => {
      client.on('control:state', (state) => {
        if (state.cameraId === this.#bench.camera.id) this.sees = state;
      });
    });
    await expect.poll(() => this.sees).toBeDefined();
  }

  leaves(): void {
    this.client.disconnect();
  }

  control(action: 'request' | 'withdraw' | 'release' | 'grant' | 'deny' | 'active') {
    return this.client.emitWithAck(`control:${action}`, { cameraId: this.#bench.camera.id });
  }

  sets(gain: number, epoch?: number) {
    const order = { cameraId: this.#bench.camera.id, settings: { gain } };
    return this.client.emitWithAck('settings:update', { ...order, ...(epoch !== undefined && { epoch }) });
  }

  rest(method: string, path: string, json?: unknown, epoch?: string): Promise<Response> {
    const headers = epoch === undefined ? {} : { [CONTROL_EPOCH_HEADER]: epoch };
    return this.#bench.hub.api(path, { method, token: this.token, headers, ...(json !== undefined && { json }) });
  }

  asks(action: string, reason?: string): Promise<Response> {
    return this.rest('POST', `/cameras/${this.#bench.camera.id}/control`, { action, ...(reason !== undefined && { reason }) });
  }
}

/** Call at the top of a test file. */
export function useControlBench(): ControlBench {
  const bench = new ControlBench();
  beforeAll(() => bench.open());
  afterAll(() => bench.hub.close());
  beforeEach(() => bench.begin());
  afterEach(() => bench.end());
  return bench;
}

/** The refusal of an order, by a socket. */
export const heldBy = (name: string) => ({ ok: false, error: { code: 'control_held', holder: name } });

export async function answer(response: Promise<Response>): Promise<{ status: number; body: Partial<ErrorBody> & Partial<ControlState> }> {
  const settled = await response;
  return { status: settled.status, body: (await settled.json()) as Partial<ErrorBody> & Partial<ControlState> };
}
