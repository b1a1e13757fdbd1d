import type {
  CameraSettings,
  CameraState,
  Capture,
  CaptureEvent,
  CapturePage,
  CapturePatch,
  CreatePreset,
  CreateUser,
  Job,
  JobEstimate,
  JobSpec,
  LoginSession,
  Preset,
  SettingsUpdate,
  UpdateUser,
  User,
} from '@eyepiece/shared-types';
import { Emitter } from '../emitter.ts';
import type { CaptureFilter, HubClient, HubEvents, OneJob } from '../hub-client.ts';
import { HubError } from '../hub-error.ts';
import { fakeCamera, fakeObjectives } from './camera/fake-camera.ts';
import { fakeCapture, fakeCaptures, pictureUrl } from './library/fake-captures.ts';
import { FakeJobs } from './camera/fake-jobs.ts';
import { FAKE_CHANNEL, type FakeWorld } from './camera/fake-frame-link.ts';
import { FakeControl } from './camera/fake-control.ts';
import { FakeInstrument } from './camera/fake-instrument.ts';
import { FakeLibrary } from './library/fake-library.ts';
import { FakeSessions } from './library/fake-sessions.ts';
import { FakeStorage } from './library/fake-storage.ts';

const ANSWER_MS = 60;
const FOUND_AFTER_MS = 1500;
/** `?captures=100000` makes another number. */
const CAPTURES = 3000;

const uuid = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;

function person(number: number, name: string, role: User['role']): User {
  return { id: uuid(number), name, role, disabled: false, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` };
}

function found({ retry: _, ...camera }: CameraState): CameraState {
  return { ...camera, status: 'live' };
}

const HOUR_MS = 3_600_000;

function fakeLoginSessions(): LoginSession[] {
  const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
  const times = (since: number, used: number) => ({ createdAt: ago(since), lastUsedAt: ago(used), expiresAt: ago(since - 12) });
  return [
    { id: uuid(1), device: 'Firefox on Linux', address: '192.0.2.17', current: true, ...times(2, 0) },
    { id: uuid(2), device: 'Safari on iPad', address: '192.0.2.40', current: false, ...times(9, 3) },
    { id: uuid(3), device: 'python-requests 2.32', address: '2001:db8::7', current: false, ...times(5, 0) },
  ];
}

/**
 * A hub in the page's memory: cameras, people, captures and faults to order, for working on the page without a hub.
 * `window.fakeHub` gives it orders: `status('disconnected')`, `drop(5000)`, `expire()`.
 */
export class FakeHub implements HubClient {
  readonly events = new Emitter<HubEvents>();
  readonly clientId = 'fake';
  readonly #channel = new BroadcastChannel(FAKE_CHANNEL);
  readonly #users = [
    person(1, 'Ana Novak', 'admin'),
    person(2, 'Ben Kim', 'operator'),
    person(3, 'Chloé Lindt', 'contributor'),
    person(4, 'Dev Rao', 'viewer'),
  ];
  #cameras = [fakeCamera('bench-3', 'Bench 3', 'PL-D755CU'), fakeCamera('bench-4', 'Bench 4', 'PL-D752MU')];
  #presets: Preset[] = [];
  #loginSessions = fakeLoginSessions();
  #user: User | null = new URLSearchParams(location.search).has('signed-out') ? null : (this.#users[0] ?? null);
  readonly library = new FakeLibrary(this.events, () =>
    fakeCaptures(this.#cameras, this.#users, Number(new URLSearchParams(location.search).get('captures') ?? CAPTURES)),
  );
  /** `fakeHub.jobs.pause(id, 'camera unplugged')` and the like. */
  readonly jobs = new FakeJobs({
    camera: (id) => this.#camera(id),
    put: (camera) => this.#put(camera),
    tell: (job) => this.events.emit('job', job),
    take: (job, index) => this.#take(job, index),
  });

  readonly instrument = new FakeInstrument(
    {
      camera: (id) => this.#camera(id),
      put: (camera) => this.#put(camera),
      tell: (cameraId, analysis) => this.events.emit('analysis', cameraId, analysis),
    },
    fakeObjectives('bench-3'),
  );

  readonly control = new FakeControl({
    events: this.events,
    me: () => this.#signedIn(),
    people: this.#users,
    running: (cameraId) => this.#camera(cameraId).jobs.some(({ state }) => state === 'running'),
  });

  readonly sessions = new FakeSessions({
    events: this.events,
    camera: (id) => this.#camera(id),
    me: () => this.#signedIn(),
    people: this.#users,
  });
  readonly storage = new FakeStorage();

  constructor() {
    this.#channel.onmessage = () => this.#tellLink();
    Object.assign(window, { fakeHub: this });
  }

  connect(): void {
    this.events.emit('connection', { kind: 'connected' });
    const user = this.#user;
    if (user) this.events.emit('welcome', { user, hubVersion: '0.1.0', uiVersion: __UI_VERSION__ });
    this.events.emit('cameras', this.#cameras);
    const doing = (one: User, index: number) => ({
      userId: one.id,
      name: one.name,
      role: one.role,
      tabs: 1,
      cameraIds: index < 3 ? ['bench-3'] : [],
      view: index < 3 ? ('live' as const) : ('library' as const),
      guest: false,
      color: index,
    });
    this.events.emit('presence', this.#users.map(doing));
    this.events.emit('clock', 0);
    this.control.tellAll(this.#cameras.map(({ id }) => id));
    this.sessions.tellOpen();
    this.#tellLink();
  }

  disconnect(): void {
    this.events.emit('connection', { kind: 'closed' });
  }

  retryNow(): void {
    // The fake comes back when its time is over.
  }

  /** Puts the first camera into another state. */
  status(status: CameraState['status']): void {
    const retry = status === 'disconnected' ? { retry: { attempt: 3, nextAtUs: (Date.now() + 4000) * 1000 } } : {};
    this.#put({ ...found(this.#camera('bench-3')), status, ...retry });
  }

  /** Loses the hub for a while. */
  drop(forMs: number): void {
    this.events.emit('connection', { kind: 'lost', sinceMs: performance.now(), nextTryAtMs: performance.now() + forMs });
    setTimeout(() => this.connect(), forMs);
  }

  expire(): void {
    this.events.emit('sessionExpired', new HubError('session_expired', 'expired'));
  }

  async reach(): Promise<void> {
    await this.#answer(undefined);
  }

  async servedUiVersion(): Promise<string> {
    return this.#answer(__UI_VERSION__);
  }

  async me(): Promise<User> {
    if (!this.#user) throw new HubError('unauthenticated', 'no session');
    return this.#answer(this.#user);
  }

  async login(email: string, password: string): Promise<User> {
    const user = this.#users.find((known) => known.email === email.toLowerCase());
    if (!user || password.length < 4) throw new HubError('invalid_credentials', 'no');
    this.#user = user;
    return this.#answer(user);
  }

  logout(): Promise<void> {
    this.#user = null;
    return Promise.resolve();
  }

  changePassword(current: string): Promise<void> {
    return current.length < 4 ? Promise.reject(new HubError('invalid_credentials', 'no')) : Promise.resolve();
  }

  async listLoginSessions(): Promise<LoginSession[]> {
    return this.#answer([...this.#loginSessions]);
  }

  async endLoginSession(id: string): Promise<void> {
    this.#loginSessions = await this.#answer(this.#loginSessions.filter((session) => session.id !== id));
  }

  async endOtherLoginSessions(): Promise<void> {
    this.#loginSessions = await this.#answer(this.#loginSessions.filter(({ current }) => current));
  }

  async endLoginSessionsOf(): Promise<number> {
    return this.#answer(1);
  }

  async updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    await this.#answer(null);
    this.control.admit(cameraId);
    const camera = this.#camera(cameraId);
    const merged = { ...camera.settings, ...settings } as CameraSettings;
    // As a sensor that counts in lines: the exposure is the nearest multiple of 15 µs.
    const readBack = { ...merged, exposure: Math.round(merged.exposure / 0.015) * 0.015 };
    this.#put({ ...camera, settings: readBack });
    return readBack;
  }

  /** The lost camera is found after a moment. */
  async retryCamera(cameraId: string): Promise<void> {
    const camera = await this.#answer(this.#camera(cameraId));
    if (camera.status === 'disconnected') setTimeout(() => this.#put(found(camera)), FOUND_AFTER_MS);
  }

  async capture(request: CaptureEvent): Promise<Capture> {
    const capture = await fakeCapture(this.#camera(request.cameraId), this.#signedIn(), request, Date.now());
    this.library.add(capture);
    this.sessions.note(capture.cameraId, 'capture', 'capture.create', `captured ${capture.filename}`, { captureId: capture.id });
    return capture;
  }

  async startJob(cameraId: string, job: JobSpec): Promise<Job> {
    await this.#answer(null);
    this.control.admit(cameraId);
    return this.jobs.start(cameraId, job, this.#signedIn());
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
    // Nobody else looks.
  }

  listCaptures(filter: CaptureFilter, page: { cursor?: string; limit: number }): Promise<CapturePage> {
    return this.library.list(filter, page);
  }

  getCapture(id: string): Promise<Capture> {
    return this.library.get(id);
  }

  async updateCapture(id: string, patch: CapturePatch): Promise<Capture> {
    return this.library.put({ ...(await this.library.get(id)), ...patch } as Capture);
  }

  deleteCapture(id: string): Promise<void> {
    return this.library.trash(id);
  }

  async restoreCapture(id: string): Promise<Capture> {
    return this.library.put({ ...(await this.library.get(id)), deletedAt: null });
  }

  thumbnailUrl(capture: Capture): string {
    return pictureUrl(capture.id);
  }

  originalUrl(capture: Capture): string {
    return pictureUrl(capture.id);
  }

  downloadUrl(capture: Capture): string {
    return pictureUrl(capture.id);
  }

  async listPresets(): Promise<Preset[]> {
    return this.#answer(this.#presets);
  }

  async createPreset(preset: CreatePreset): Promise<Preset> {
    const saved: Preset = {
      ...preset,
      cameraId: preset.cameraId ?? null,
      id: `preset-${this.#presets.length + 1}`,
      createdAt: new Date().toISOString(),
    };
    this.#presets = [...this.#presets, saved];
    return this.#answer(saved);
  }

  deletePreset(id: string): Promise<void> {
    this.#presets = this.#presets.filter((preset) => preset.id !== id);
    return Promise.resolve();
  }

  async listUsers(): Promise<User[]> {
    return this.#answer([...this.#users]);
  }

  async createUser({ email, name, role }: CreateUser): Promise<User> {
    if (this.#users.some((user) => user.email === email)) throw new HubError('conflict', `there is already an account for ${email}`);
    const added = { ...person(this.#users.length + 1, name, role), email };
    this.#users.push(added);
    return this.#answer(added);
  }

  async updateUser(id: string, { password: _, ...change }: UpdateUser): Promise<User> {
    const at = this.#users.findIndex((user) => user.id === id);
    const changed = { ...this.#users[at], ...change } as User;
    this.#users[at] = changed;
    return this.#answer(changed);
  }

  #answer<T>(value: T): Promise<T> {
    return new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));
  }

  #signedIn(): User {
    if (!this.#user) throw new HubError('unauthenticated', 'no session');
    return this.#user;
  }

  #camera(id: string): CameraState {
    const camera = this.#cameras.find((known) => known.id === id);
    if (!camera) throw new HubError('camera_not_found', id);
    return camera;
  }

  #put(camera: CameraState): void {
    this.#cameras = this.#cameras.map((old) => (old.id === camera.id ? camera : old));
    this.events.emit('camera', camera);
    this.#tellLink();
  }

  async #take(job: Job, index: number): Promise<number> {
    const spec = job.job;
    const request = { label: spec.label, tags: spec.tags, notes: spec.notes, ...(spec.kind === 'clip' ? {} : { format: spec.format }) };
    const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
    const capture = await fakeCapture(this.#camera(job.cameraId), this.#signedIn(), given, Date.now(), 0, { job, index });
    this.library.add(capture);
    return capture.sizeBytes;
  }

  #tellLink(): void {
    const { status, settings, corrections } = this.#camera('bench-3');
    const display = corrections?.display;
    this.#channel.postMessage({ streaming: status === 'live', settings, ...(display ? { display } : {}) } satisfies FakeWorld);
  }
}
