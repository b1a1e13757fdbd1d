import {
  type FirstRun,
  type CameraSettings,
  type CameraState,
  type Capture,
  type CaptureEvent,
  type CapturePage,
  type CapturePatch,
  type CreatePreset,
  type CreateUser,
  type Job,
  type JobEstimate,
  type JobOrder,
  type JobSpec,
  type LoginSession,
  type Preset,
  type SettingsUpdate,
  type UpdateUser,
  type User,
} from '@eyepiece/shared-types';
import { Emitter } from '@eyepiece/client/emitter';
import type { CaptureFilter, HubClient, HubEvents, OneJob } from '../clients/hub-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { fakeObjectives } from './camera/fake-camera.ts';
import { FakeCameras } from './camera/fake-cameras.ts';
import { fakeCapture, fakeCaptures, fakeJobCapture, pictureUrl } from './library/fake-captures.ts';
import { FakeJobs } from './camera/fake-jobs.ts';
import { FakeControl } from './camera/fake-control.ts';
import { FakeInstrument } from './camera/fake-instrument.ts';
import { FakeAudit } from './fake-audit.ts';
import { FakeAccounts } from './fake-accounts.ts';
import { FakeKeys } from './fake-keys.ts';
import { FakePool } from './fake-pool.ts';
import { FakePresets } from './fake-presets.ts';
import { FakeLibrary } from './library/fake-library.ts';
import { FakeSessions } from './library/fake-sessions.ts';
import { FakeStorage } from './library/fake-storage.ts';
import { FakeDiagnostics } from './fake-diagnostics.ts';

const ANSWER_MS = 60;
/** `?captures=100000` changes the number. */
const CAPTURES = 3000;

/**
 * An in-memory hub with cameras, users, captures and simulated faults, for development without a hub. Control it in
 * the console with `window.fakeHub`: `status('disconnected')`, `drop(5000)`, `expire()`.
 */
export class FakeHub implements HubClient {
  readonly events = new Emitter<HubEvents>();
  readonly clientId = 'fake';
  readonly #accounts = new FakeAccounts();
  readonly #cameras = new FakeCameras((camera) => this.events.emit('camera', camera));
  readonly #presets = new FakePresets();
  readonly library = new FakeLibrary(this.events, () =>
    fakeCaptures(this.#cameras.list, this.#accounts.users, Number(new URLSearchParams(location.search).get('captures') ?? CAPTURES)),
  );
  /** `fakeHub.jobs.pause(id, 'camera unplugged')` and others. */
  readonly jobs = new FakeJobs({
    camera: (id) => this.#cameras.get(id),
    put: (camera) => this.#cameras.put(camera),
    tell: (job) => this.events.emit('job', job),
    take: (job, index) => this.#take(job, index),
  });

  readonly instrument = new FakeInstrument(
    {
      camera: (id) => this.#cameras.get(id),
      put: (camera) => this.#cameras.put(camera),
      tell: (cameraId, analysis) => this.events.emit('analysis', cameraId, analysis),
    },
    fakeObjectives('bench-3'),
  );

  readonly control = new FakeControl({
    events: this.events,
    me: () => this.#accounts.signedIn(),
    people: this.#accounts.users,
    running: (cameraId) => this.#cameras.get(cameraId).jobs.some(({ state }) => state === 'running'),
  });

  readonly sessions = new FakeSessions({
    events: this.events,
    camera: (id) => this.#cameras.get(id),
    me: () => this.#accounts.signedIn(),
    people: this.#accounts.users,
  });
  readonly storage = new FakeStorage();
  readonly audit = new FakeAudit();
  readonly keys = new FakeKeys(this.#accounts);
  readonly pool = new FakePool({
    camera: (id) => this.#cameras.get(id),
    capture: (cameraId) => this.capture({ cameraId }),
    set: (cameraId, settings) => this.#cameras.set(cameraId, settings),
    groupsChanged: () => this.events.emit('groupsChanged'),
  });
  readonly diagnostics = new FakeDiagnostics((update) => this.events.emit('diagnostics', update));

  constructor() {
    Object.assign(window, { fakeHub: this });
  }

  connect(): void {
    this.events.emit('connection', { kind: 'connected' });
    const { user } = this.#accounts;
    if (user) this.events.emit('welcome', { user, hubVersion: '0.1.0', uiVersion: __UI_VERSION__ });
    this.events.emit('cameras', this.#cameras.list);
    this.events.emit('presence', this.#accounts.presence('bench-3'));
    this.events.emit('clock', 0);
    this.control.emitAll(this.#cameras.list.map(({ id }) => id));
    this.sessions.emitOpen();
    this.#cameras.notifyLink();
  }

  disconnect(): void {
    this.events.emit('connection', { kind: 'closed' });
  }

  retryNow(): void {
    // The fake reconnects after its own delay.
  }

  /** Sets the status of the first camera. */
  status(status: CameraState['status']): void {
    this.#cameras.status(status);
  }

  /** Simulates a lost hub. */
  drop(forMs: number): void {
    this.events.emit('connection', { kind: 'lost', sinceMs: performance.now(), nextTryAtMs: performance.now() + forMs });
    setTimeout(() => this.connect(), forMs);
  }

  expire(): void {
    this.events.emit('sessionExpired', new HubError('session_expired', 'expired'));
  }

  async trust() {
    return this.#answer({ httpsPort: null, authority: null, hostNames: [] });
  }

  async servedUiVersion(): Promise<string> {
    return this.#answer(__UI_VERSION__);
  }

  awaitsFirstAdministrator(): Promise<boolean> {
    return this.#answer(this.#accounts.awaitsFirst);
  }

  async createFirstAdministrator(input: FirstRun): Promise<User> {
    return this.#answer(this.#accounts.createFirst(input));
  }

  async me(): Promise<User> {
    return this.#answer(this.#accounts.signedIn());
  }

  async login(email: string, password: string): Promise<User> {
    return this.#answer(this.#accounts.login(email, password));
  }

  logout(): Promise<void> {
    this.#accounts.user = null;
    return Promise.resolve();
  }

  changePassword(current: string): Promise<void> {
    return current.length < 4 ? Promise.reject(new HubError('invalid_credentials', 'no')) : Promise.resolve();
  }

  async listLoginSessions(): Promise<LoginSession[]> {
    return this.#answer([...this.#accounts.loginSessions]);
  }

  async endLoginSession(id: string): Promise<void> {
    await this.#answer(null);
    this.#accounts.endLoginSession(id);
  }

  async endOtherLoginSessions(): Promise<void> {
    await this.#answer(null);
    this.#accounts.endOtherLoginSessions();
  }

  async endLoginSessionsOf(): Promise<number> {
    return this.#answer(1);
  }

  async updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    await this.#answer(null);
    this.control.admit(cameraId);
    return this.#cameras.set(cameraId, settings);
  }

  async retryCamera(cameraId: string): Promise<void> {
    this.#cameras.retry(await this.#answer(this.#cameras.get(cameraId)));
  }

  async capture(request: CaptureEvent): Promise<Capture> {
    const capture = await fakeCapture(this.#cameras.get(request.cameraId), this.#accounts.signedIn(), request, Date.now());
    this.library.add(capture);
    this.sessions.note(capture.cameraId, 'capture', 'capture.create', `captured ${capture.filename}`, { captureId: capture.id });
    return capture;
  }

  async cancelCapture(): Promise<void> {
    await this.#answer(null);
    throw new HubError('conflict', 'The capture is exposed already and will be stored');
  }

  async startJob(cameraId: string, { nameTemplate: _nameTemplate, ...job }: JobOrder): Promise<Job> {
    await this.#answer(null);
    this.control.admit(cameraId);
    return this.jobs.start(cameraId, job, this.#accounts.signedIn());
  }

  async estimateJob(cameraId: string, job: JobSpec): Promise<JobEstimate> {
    return this.#answer(this.jobs.estimate(cameraId, job));
  }

  async cancelJob({ id }: OneJob): Promise<Job> {
    await this.#answer(null);
    return this.jobs.end(id, 'cancelled');
  }

  async resumeJob({ id }: OneJob): Promise<Job> {
    await this.#answer(null);
    return this.jobs.resume(id);
  }

  setPresence(): void {
    // The fake has no other viewers.
  }

  listCaptures(filter: CaptureFilter, page: { cursor?: string; limit: number }): Promise<CapturePage> {
    return this.library.list(filter, page);
  }

  getCapture(id: string): Promise<Capture> {
    return this.library.get(id);
  }

  updateCapture(id: string, patch: CapturePatch): Promise<Capture> {
    return this.library.edit(id, patch);
  }

  deleteCapture(id: string): Promise<void> {
    return this.library.trash(id);
  }

  restoreCapture(id: string): Promise<Capture> {
    return this.library.restore(id);
  }

  thumbnailUrl({ id }: Capture): string {
    return pictureUrl(id);
  }

  originalUrl({ id }: Capture): string {
    return pictureUrl(id);
  }

  downloadUrl({ id }: Capture): string {
    return pictureUrl(id);
  }

  async listPresets(): Promise<Preset[]> {
    return this.#answer(this.#presets.list());
  }

  async createPreset(preset: CreatePreset): Promise<Preset> {
    return this.#answer(this.#presets.create(preset));
  }

  deletePreset(id: string): Promise<void> {
    this.#presets.delete(id);
    return Promise.resolve();
  }

  async listUsers(): Promise<User[]> {
    return this.#answer([...this.#accounts.users]);
  }

  async createUser(user: CreateUser): Promise<User> {
    return this.#answer(this.#accounts.add(user));
  }

  async updateUser(id: string, change: UpdateUser): Promise<User> {
    return this.#answer(this.#accounts.change(id, change));
  }

  #answer<T>(value: T): Promise<T> {
    return new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));
  }

  async #take(job: Job, index: number): Promise<number> {
    const capture = await fakeJobCapture(this.#cameras.get(job.cameraId), this.#accounts.signedIn(), job, index);
    this.library.add(capture);
    return capture.sizeBytes;
  }
}
