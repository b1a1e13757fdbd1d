import type { CaptureSession, Role, SessionEntry, SessionLog } from '@eyepiece/shared-types';
import { expect } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { ManualClock } from '../setup/manual-clock.ts';
import { startHub, type TestClient, type TestHub } from '../setup/start-hub.ts';
import { useBench } from '../setup/use-bench.ts';

export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly client: TestClient;
  /** Session states and log entries received by this person, oldest first. */
  readonly states: CaptureSession[];
  readonly entries: SessionEntry[];
}

/** Two people at one camera. Each test has a new camera; the test advances the clock of the sessions. */
export class SessionBench {
  readonly clock = new ManualClock();
  hub!: TestHub;
  camera!: FakeCamera;
  /** An operator. */
  ana!: Participant;
  /** A contributor. */
  ben!: Participant;
  #cameras = 0;

  async open(): Promise<void> {
    this.hub = await startHub({}, { sessions: { clock: this.clock } });
  }

  async begin(): Promise<void> {
    this.camera = this.hub.camera({ cameraId: `cam-${this.#cameras++}` });
    await this.camera.connect();
    this.ana = await this.addPerson('operator');
    this.ben = await this.addPerson('contributor');
  }

  async end(): Promise<void> {
    this.ana.client.disconnect();
    this.ben.client.disconnect();
    await this.camera.close();
  }

  readonly addPerson = async (role: Role): Promise<Participant> => {
    const { user, token } = await this.hub.person(role);
    return this.connect(token, user.id, user.name);
  };

  readonly connect = async (token: string, id: string, name: string): Promise<Participant> => {
    const states: CaptureSession[] = [];
    const entries: SessionEntry[] = [];
    const client = await this.hub.client({ token });
    client.on('session:state', (session) => states.push(session));
    client.on('session:event', (entry) => entries.push(entry));
    return { id, name, token, client, states, entries };
  };

  /** Sends a request; `T` is the type of the answer in the API. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what is expected
  readonly rest = async <T>(person: Participant, path: string, method = 'GET', json?: unknown): Promise<{ status: number; body: T }> => {
    const response = await this.hub.api(path, { method, token: person.token, ...(json !== undefined && { json }) });
    return { status: response.status, body: (await response.json()) as T };
  };

  readonly start = async (person = this.ana, title = 'Onion skin'): Promise<CaptureSession> => {
    const wanted = { cameraId: this.camera.id, title, tags: ['onion'] };
    const { status, body } = await this.rest<CaptureSession>(person, '/sessions', 'POST', wanted);
    expect(status).toBe(201);
    // Later participants must come later in the sorted list.
    this.clock.advance(1);
    return body;
  };

  readonly logOf = async (id: string, query = '', person = this.ana): Promise<SessionEntry[]> =>
    (await this.rest<SessionLog>(person, `/sessions/${id}/log${query}`)).body.entries;
}

/** Call at the top of a test file. */
export function useSessionBench(): SessionBench {
  return useBench(new SessionBench());
}
