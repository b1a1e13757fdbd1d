import {
  analysisSchema,
  cameraSettingsSchema,
  cameraChangeSchema,
  cameraStateSchema,
  captureSchema,
  jobEstimateSchema,
  jobSchema,
  type CameraSettings,
  capturesChangedSchema,
  describedCameraSchema,
  type CameraState,
  type Capture,
  type CaptureEvent,
  type CaptureReply,
  type Job,
  type JobEstimate,
  type JobOrder,
  type JobSpec,
  type PresenceUpdate,
  type SettingsUpdate,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { checked, onChecked } from './checked.ts';
import { Emitter } from '../emitter.ts';
import type { Connection, HubClient, HubEvents, OneJob } from '../clients/hub-client.ts';
import { CameraStates } from './camera-states.ts';
import { HubError } from '../hub-error.ts';
import { HubPulse } from './hub-pulse.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';
import { RestHub } from '../rest/rest-hub.ts';
import { RestLibrary } from '../rest/rest-library.ts';
import { RestAudit } from '../rest/rest-audit.ts';
import { RestPool } from '../rest/rest-pool.ts';
import { RestKeys } from '../rest/rest-keys.ts';
import { RestStorage } from '../rest/rest-storage.ts';
import { SocketControl } from './socket-control.ts';
import { SocketDiagnostics } from './socket-diagnostics.ts';
import { SocketInstrument, type Ask, type Reply } from './socket-instrument.ts';
import { SocketSessions } from './socket-sessions.ts';
import { Throttle } from './throttle.ts';

/** Above the hub's own deadline (30 s by default), so that its error with the reason arrives first. */
const ACK_TIMEOUT_MS = 40_000;

/** The hub over REST and one Socket.IO connection, for everything except frames. */
export class SocketHub extends RestHub implements HubClient {
  readonly events = new Emitter<HubEvents>();
  readonly clientId: string;
  readonly instrument: SocketInstrument;
  readonly control: SocketControl;
  readonly library = new RestLibrary();
  readonly sessions: SocketSessions;
  readonly storage = new RestStorage();
  readonly audit = new RestAudit();
  readonly keys = new RestKeys();
  readonly pool = new RestPool();
  readonly diagnostics: SocketDiagnostics;
  readonly #link: ReconnectingSocket;
  readonly #pulse: HubPulse;
  readonly #throttle = new Throttle();
  #lostSinceMs: number | null = null;

  /** @param address protocol, host and base path of the hub */
  constructor(address: string, clientId: string) {
    super();
    this.clientId = clientId;
    this.#link = new ReconnectingSocket(
      address,
      { clientId, purpose: 'all' },
      {
        connected: () => this.#connected(),
        lost: (nextTryInMs) => this.#lost(nextTryInMs),
        refused: (error) => this.events.emit('sessionExpired', error),
      },
    );
    this.#pulse = new HubPulse(this.#link.socket, {
      clock: (offsetMs) => this.events.emit('clock', offsetMs),
      answering: (answering) => (answering ? this.#connected() : this.#lost(null)),
      dead: () => this.#link.reconnect(),
    });
    const ask: Ask = (send, workMs) => this.#ask(send, workMs);
    this.control = new SocketControl(this.#link.socket, ask, this.events);
    this.instrument = new SocketInstrument(this.#link.socket, ask, (cameraId) => this.control.epochOf(cameraId));
    this.sessions = new SocketSessions(this.#link.socket, ask, this.events);
    this.diagnostics = new SocketDiagnostics(this.#link.socket, ask, this.events);
    this.#listen();
  }

  connect(): void {
    if (this.#lostSinceMs === null && !this.#link.isConnected()) this.events.emit('connection', { kind: 'connecting' });
    this.#link.open();
  }

  disconnect(): void {
    this.#pulse.stop();
    this.#link.close();
    this.#lostSinceMs = null;
    this.events.emit('connection', { kind: 'closed' });
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  #connected(): void {
    this.#lostSinceMs = null;
    this.#pulse.start();
    this.events.emit('connection', { kind: 'connected' });
  }

  #lost(nextTryInMs: number | null): void {
    const nowMs = performance.now();
    this.#lostSinceMs ??= nowMs;
    if (!this.#link.socket.connected) this.#pulse.stop();
    const change: Connection = { kind: 'lost', sinceMs: this.#lostSinceMs, nextTryAtMs: nextTryInMs === null ? null : nowMs + nextTryInMs };
    this.events.emit('connection', change);
  }

  #listen(): void {
    const socket = this.#link.socket;
    const states = new CameraStates();
    const emit = (camera: CameraState | null): void => {
      if (camera) this.events.emit('camera', camera);
    };
    socket.on('welcome', (welcome) => this.events.emit('welcome', welcome));
    socket.on('account', (user) => this.events.emit('account', user));
    onChecked(socket, 'cameras', z.array(cameraStateSchema), (list) => {
      states.list(list);
      this.events.emit('cameras', list);
    });
    onChecked(socket, 'camera:state', cameraChangeSchema, (change) => emit(states.changed(change)));
    onChecked(socket, 'camera:described', describedCameraSchema, (description) => emit(states.described(description)));
    onChecked(socket, 'job:progress', jobSchema, (job) => this.events.emit('job', job));
    const analysed = checked('camera:analysis', z.tuple([z.string(), analysisSchema]), ([cameraId, analysis]) =>
      this.events.emit('analysis', cameraId, analysis),
    );
    socket.on('camera:analysis', (cameraId, analysis) => analysed([cameraId, analysis]));
    socket.on('presence', (people) => this.events.emit('presence', people));
    socket.on('hub:health', (health) => this.events.emit('health', health));
    onChecked(socket, 'capture:created', captureSchema, (capture) => this.events.emit('captureCreated', capture));
    onChecked(socket, 'capture:updated', captureSchema, (capture) => this.events.emit('captureUpdated', capture));
    socket.on('capture:deleted', (gone) => this.events.emit('captureDeleted', gone));
    socket.on('capture:purged', (gone) => this.events.emit('capturePurged', gone));
    onChecked(socket, 'captures:changed', capturesChangedSchema, (changed) => this.events.emit('capturesChanged', changed));
    socket.on('groups:changed', () => this.events.emit('groupsChanged'));
    socket.on('session:expired', (why) => {
      if (why.code === 'too_many_connections') return; // The session is still valid; the socket reconnects.
      this.disconnect();
      this.events.emit('sessionExpired', new HubError(why.code, why.message));
    });
  }

  /**
   * Sends a command over a live connection only: a queued one could reach a camera unexpectedly late.
   * Requests rejected with rate_limited were not processed and are sent again in order.
   */
  async #ask<T>(
    send: (socket: ReturnType<ReconnectingSocket['socket']['timeout']>) => Promise<Reply<T>>,
    workMs = 0,
  ): Promise<{ ok: true } & T> {
    const reply = await this.#throttle.send(() => this.#askOnce(send, workMs));
    if (reply.ok) return reply;
    const { code, message, issues, holder } = reply.error;
    const error = new HubError(code, message, { issues, holder });
    if (code === 'control_held') this.events.emit('controlHeld', error);
    throw error;
  }

  async #askOnce<T>(send: (socket: ReturnType<ReconnectingSocket['socket']['timeout']>) => Promise<Reply<T>>, workMs: number) {
    if (!this.#link.isConnected() || this.#lostSinceMs !== null) throw new HubError('hub_unreachable', 'no connection to the hub');
    try {
      return await send(this.#link.socket.timeout(ACK_TIMEOUT_MS + workMs));
    } catch (error) {
      const code = this.#link.isConnected() ? 'hub_timeout' : 'hub_unreachable';
      throw new HubError(code, error instanceof Error ? error.message : String(error));
    }
  }

  async updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    const reply = await this.#ask<{ settings: CameraSettings }>((socket) =>
      socket.emitWithAck('settings:update', { cameraId, settings, ...this.control.epochOf(cameraId) }),
    );
    return cameraSettingsSchema.parse(reply.settings);
  }

  async retryCamera(cameraId: string): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('camera:retry', { cameraId }));
  }

  async capture(request: CaptureEvent): Promise<Capture> {
    const reply = await this.#ask<CaptureReply>((socket) =>
      socket.emitWithAck('capture', { ...this.control.epochOf(request.cameraId), ...request }),
    );
    return captureSchema.parse(reply.capture);
  }

  async cancelCapture(cameraId: string, captureId: string): Promise<void> {
    await this.#ask((socket) => socket.emitWithAck('capture:cancel', { cameraId, captureId, ...this.control.epochOf(cameraId) }));
  }

  async startJob(cameraId: string, job: JobOrder): Promise<Job> {
    const reply = await this.#ask<{ job: Job }>((socket) =>
      socket.emitWithAck('job:start', { cameraId, job, ...this.control.epochOf(cameraId) }),
    );
    return jobSchema.parse(reply.job);
  }

  async estimateJob(cameraId: string, job: JobSpec): Promise<JobEstimate> {
    const reply = await this.#ask<{ estimate: JobEstimate }>((socket) => socket.emitWithAck('job:estimate', { cameraId, job }));
    return jobEstimateSchema.parse(reply.estimate);
  }

  async cancelJob({ id, cameraId }: OneJob): Promise<Job> {
    const reply = await this.#ask<{ job: Job }>((socket) =>
      socket.emitWithAck('job:cancel', { jobId: id, ...this.control.epochOf(cameraId) }),
    );
    return jobSchema.parse(reply.job);
  }

  async resumeJob({ id, cameraId }: OneJob): Promise<Job> {
    const reply = await this.#ask<{ job: Job }>((socket) =>
      socket.emitWithAck('job:resume', { jobId: id, ...this.control.epochOf(cameraId) }),
    );
    return jobSchema.parse(reply.job);
  }

  setPresence(update: PresenceUpdate): void {
    if (this.#link.socket.connected) this.#link.socket.emit('presence:update', update);
  }
}
