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
import type { Ask, Reply, TimedSocket } from '@eyepiece/client/socket/ask';
import { checked, onChecked } from '@eyepiece/client/socket/checked';
import { reportFault } from '../../browser/report-fault.ts';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents, OneJob } from '../clients/hub-client.ts';
import { CameraStates } from '@eyepiece/client/socket/camera-states';
import { HubError } from '@eyepiece/client/hub-error';
import { HubLink } from '@eyepiece/client/socket/hub-link';
import { RestHub } from '../rest/rest-hub.ts';
import { RestLibrary } from '../rest/rest-library.ts';
import { RestAudit } from '../rest/rest-audit.ts';
import { RestPool } from '../rest/rest-pool.ts';
import { RestKeys } from '../rest/rest-keys.ts';
import { RestStorage } from '../rest/rest-storage.ts';
import { SocketControl } from './socket-control.ts';
import { SocketDiagnostics } from './socket-diagnostics.ts';
import { SocketInstrument } from './socket-instrument.ts';
import { SocketSessions } from './socket-sessions.ts';

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
  readonly #link: HubLink;

  /** @param address protocol, host and base path of the hub */
  constructor(address: string, clientId: string) {
    super();
    this.clientId = clientId;
    this.#link = new HubLink(
      address,
      { clientId },
      {
        connection: (change) => this.events.emit('connection', change),
        clock: (offsetMs) => this.events.emit('clock', offsetMs),
        expired: (error) => this.events.emit('sessionExpired', error),
      },
    );
    const ask: Ask = (send, workMs) => this.#ask(send, workMs);
    this.control = new SocketControl(this.#link.socket, ask, this.events);
    this.instrument = new SocketInstrument(this.#link.socket, ask, (cameraId) => this.control.epochOf(cameraId));
    this.sessions = new SocketSessions(this.#link.socket, ask, this.events);
    this.diagnostics = new SocketDiagnostics(this.#link.socket, ask, this.events);
    this.#listen();
  }

  connect(): void {
    this.#link.open();
  }

  disconnect(): void {
    this.#link.close();
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  #listen(): void {
    const socket = this.#link.socket;
    const states = new CameraStates();
    const emit = (camera: CameraState | null): void => {
      if (camera) this.events.emit('camera', camera);
    };
    socket.on('welcome', (welcome) => this.events.emit('welcome', welcome));
    socket.on('account', (user) => this.events.emit('account', user));
    onChecked(
      socket,
      'cameras',
      z.array(cameraStateSchema),
      (list) => {
        states.list(list);
        this.events.emit('cameras', list);
      },
      reportFault,
    );
    onChecked(socket, 'camera:state', cameraChangeSchema, (change) => emit(states.changed(change)), reportFault);
    onChecked(socket, 'camera:described', describedCameraSchema, (description) => emit(states.described(description)), reportFault);
    onChecked(socket, 'job:progress', jobSchema, (job) => this.events.emit('job', job), reportFault);
    const analysed = checked(
      'camera:analysis',
      z.tuple([z.string(), analysisSchema]),
      ([cameraId, analysis]) => this.events.emit('analysis', cameraId, analysis),
      reportFault,
    );
    socket.on('camera:analysis', (cameraId, analysis) => analysed([cameraId, analysis]));
    socket.on('presence', (people) => this.events.emit('presence', people));
    socket.on('hub:health', (health) => this.events.emit('health', health));
    onChecked(socket, 'capture:created', captureSchema, (capture) => this.events.emit('captureCreated', capture), reportFault);
    onChecked(socket, 'capture:updated', captureSchema, (capture) => this.events.emit('captureUpdated', capture), reportFault);
    socket.on('capture:deleted', (gone) => this.events.emit('captureDeleted', gone));
    socket.on('capture:purged', (gone) => this.events.emit('capturePurged', gone));
    onChecked(socket, 'captures:changed', capturesChangedSchema, (changed) => this.events.emit('capturesChanged', changed), reportFault);
    socket.on('groups:changed', () => this.events.emit('groupsChanged'));
  }

  async #ask<T>(send: (socket: TimedSocket) => Promise<Reply<T>>, workMs = 0): Promise<{ ok: true } & T> {
    try {
      return await this.#link.ask(send, workMs);
    } catch (error) {
      if (error instanceof HubError && error.code === 'control_held') this.events.emit('controlHeld', error);
      throw error;
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
