import { CONTROL_EPOCH_HEADER, type ControlState, type ErrorBody, type Role } from '@eyepiece/shared-types';
import { expect } from 'vitest';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { ManualClock } from '../../setup/manual-clock.ts';
import { startHub, type TestClient, type TestHub } from '../../setup/start-hub.ts';
import { useBench } from '../../setup/use-bench.ts';

/** Three people at one camera. Each test has a new camera; the test advances the clock of the leases. */
export class ControlBench {
  readonly clock = new ManualClock();
  readonly ana = new TestUser(this, 'Ana');
  readonly ben = new TestUser(this, 'Ben');
  readonly admin = new TestUser(this, 'Ada');
  readonly #people = [this.ana, this.ben, this.admin];
  hub!: TestHub;
  camera!: FakeCamera;
  #cameras = 0;

  async open(): Promise<void> {
    this.hub = await startHub({}, { control: { clock: this.clock } });
    await this.ana.createAccount('operator');
    await this.ben.createAccount('operator');
    await this.admin.createAccount('admin');
  }

  async begin(): Promise<void> {
    this.camera = this.hub.camera({ cameraId: `cam-${this.#cameras++}` });
    await this.camera.connect();
    for (const person of this.#people) await person.connect();
  }

  async end(): Promise<void> {
    for (const person of this.#people) person.disconnect();
    await this.camera.close();
    // Routes of the guide use the camera that is online, so this one must be offline before the next test.
    const state = async (): Promise<unknown> => (await this.ana.rest('GET', `/cameras/${this.camera.id}`)).json();
    await expect.poll(state).toMatchObject({ status: 'offline' });
  }

  /** Adds a person with an account. */
  async addPerson(name: string, role: Role): Promise<TestUser> {
    const person = new TestUser(this, name);
    await person.createAccount(role);
    return person;
  }

  /** Waits until all connected people have received a state that matches. */
  async expectForAll(expected: object): Promise<void> {
    for (const person of this.#people) {
      if (person.client.connected) await expect.poll(() => person.state).toMatchObject(expected);
    }
  }

  /** The audit entries about control of this camera, oldest first. */
  async auditEntries() {
    const trail = await this.hub.audit();
    return trail.filter(({ action, subject }) => action.startsWith('control.') && subject === this.camera.id).reverse();
  }
}

/** A person with an account and at most one open workstation. */
export class TestUser {
  readonly #bench: ControlBench;
  readonly name: string;
  userId = '';
  token = '';
  client!: TestClient;
  /** The last control state received from the hub. */
  state: ControlState | undefined;

  constructor(bench: ControlBench, name: string) {
    this.#bench = bench;
    this.name = name;
  }

  async createAccount(role: Role): Promise<void> {
    const { hub } = this.#bench;
    const { user, token } = await hub.person(role);
    await hub.api(`/users/${user.id}`, { method: 'PATCH', token: (await hub.login()).access_token, json: { name: this.name } });
    this.userId = user.id;
    this.token = token;
  }

  async connect(): Promise<void> {
    this.state = undefined;
    this.client = await this.#bench.hub.client({ token: this.token }, {}, (client) => {
      client.on('control:state', (state) => {
        if (state.cameraId === this.#bench.camera.id) this.state = state;
      });
    });
    await expect.poll(() => this.state).toBeDefined();
  }

  disconnect(): void {
    this.client.disconnect();
  }

  control(action: 'request' | 'withdraw' | 'release' | 'grant' | 'deny' | 'active') {
    return this.client.emitWithAck(`control:${action}`, { cameraId: this.#bench.camera.id });
  }

  setGain(gain: number, epoch?: number) {
    const order = { cameraId: this.#bench.camera.id, settings: { gain } };
    return this.client.emitWithAck('settings:update', { ...order, ...(epoch !== undefined && { epoch }) });
  }

  rest(method: string, path: string, json?: unknown, epoch?: string): Promise<Response> {
    const headers = epoch === undefined ? {} : { [CONTROL_EPOCH_HEADER]: epoch };
    return this.#bench.hub.api(path, { method, token: this.token, headers, ...(json !== undefined && { json }) });
  }

  controlByRest(action: string, reason?: string): Promise<Response> {
    return this.rest('POST', `/cameras/${this.#bench.camera.id}/control`, { action, ...(reason !== undefined && { reason }) });
  }
}

/** Call at the top of a test file. */
export function useControlBench(): ControlBench {
  return useBench(new ControlBench());
}

/** The refusal of an order by socket while `name` has control. */
export const heldBy = (name: string) => ({ ok: false, error: { code: 'control_held', holder: name } });

export async function answer(response: Promise<Response>): Promise<{ status: number; body: Partial<ErrorBody> & Partial<ControlState> }> {
  const settled = await response;
  return { status: settled.status, body: (await settled.json()) as Partial<ErrorBody> & Partial<ControlState> };
}
