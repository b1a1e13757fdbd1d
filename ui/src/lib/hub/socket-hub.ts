import { reportFault } from '../error/report-fault.ts';
import {
  cameraSettingsSchema,
  cameraStateSchema,
  capturePageSchema,
  captureSchema,
  healthSchema,
  loginResultSchema,
  presetSchema,
  userSchema,
  type AckError,
  type CameraSettings,
  type Capture,
  type CaptureEvent,
  type CapturePatch,
  type CreatePreset,
  type CreateUser,
  type PresenceUpdate,
  type SettingsUpdate,
  type ThumbnailSize,
  type UpdateUser,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { Emitter } from './emitter.ts';
import type { CaptureFilter, Connection, HubClient, HubEvents } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import { HubPulse } from './hub-pulse.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';
import { API, rest, restAt, restNothing } from './rest.ts';

/** Above the hub's own deadline (30 s by default), so that its 504 with the reason arrives first. */
const ACK_TIMEOUT_MS = 40_000;

type Reply<T> = ({ ok: true } & T) | { ok: false; error: AckError };

/** The hub over REST and one Socket.IO connection for everything except frames. */
export class SocketHub implements HubClient {
  readonly events = new Emitter<HubEvents>();
  readonly clientId: string;
  readonly #link: ReconnectingSocket;
  readonly #pulse: HubPulse;
  #lostSinceMs: number | null = null;

  constructor(origin: string, clientId: string) {
    this.clientId = clientId;
    this.#link = new ReconnectingSocket(
      origin,
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
      dead: () => this.#link.redial(),
    });
    this.#listen();
  }

  connect(): void {
    if (this.#lostSinceMs === null) this.events.emit('connection', { kind: 'connecting' });
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
    const checked = <S extends z.ZodType>(name: string, schema: S, then: (value: z.output<S>) => void) => {
      return (value: unknown): void => {
        const parsed = schema.safeParse(value);
        if (parsed.success) then(parsed.data);
        else reportFault(`The hub sent a "${name}" that is not in the contract:`, parsed.error);
      };
    };
    socket.on('welcome', (welcome) => this.events.emit('welcome', welcome));
    socket.on(
      'cameras',
      checked('cameras', z.array(cameraStateSchema), (list) => this.events.emit('cameras', list)),
    );
    socket.on(
      'camera:state',
      checked('camera:state', cameraStateSchema, (camera) => this.events.emit('camera', camera)),
    );
    socket.on('presence', (people) => this.events.emit('presence', people));
    socket.on(
      'capture:created',
      checked('capture:created', captureSchema, (capture) => this.events.emit('captureCreated', capture)),
    );
    socket.on(
      'capture:updated',
      checked('capture:updated', captureSchema, (capture) => this.events.emit('captureUpdated', capture)),
    );
    socket.on('capture:deleted', (gone) => this.events.emit('captureDeleted', gone));
    socket.on('session:expired', (why) => {
      this.disconnect();
      this.events.emit('sessionExpired', new HubError(why.code, why.message));
    });
  }

  /** Sends a command only over a live connection: nothing is kept back to surprise a camera later. */
  async #ask<T>(send: (socket: ReturnType<ReconnectingSocket['socket']['timeout']>) => Promise<Reply<T>>): Promise<{ ok: true } & T> {
    if (!this.#link.isConnected() || this.#lostSinceMs !== null) throw new HubError('hub_unreachable', 'no connection to the hub');
    let reply: Reply<T>;
    try {
      reply = await send(this.#link.socket.timeout(ACK_TIMEOUT_MS));
    } catch (error) {
      const code = this.#link.isConnected() ? 'hub_timeout' : 'hub_unreachable';
      throw new HubError(code, error instanceof Error ? error.message : String(error));
    }
    if (!reply.ok) throw new HubError(reply.error.code, reply.error.message, { issues: reply.error.issues });
    return reply;
  }

  async updateSettings(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings> {
    const reply = await this.#ask<{ settings: CameraSettings }>((socket) => socket.emitWithAck('settings:update', { cameraId, settings }));
    return cameraSettingsSchema.parse(reply.settings);
  }

  async retryCamera(cameraId: string): Promise<void> {
    await this.#ask<object>((socket) => socket.emitWithAck('camera:retry', { cameraId }));
  }

  async capture(request: CaptureEvent): Promise<Capture> {
    const reply = await this.#ask<{ capture: Capture }>((socket) => socket.emitWithAck('capture', request));
    return captureSchema.parse(reply.capture);
  }

  setPresence(update: PresenceUpdate): void {
    if (this.#link.socket.connected) this.#link.socket.emit('presence:update', update);
  }

  async hubVersion(): Promise<string> {
    return (await rest(healthSchema.pick({ status: true, version: true }), '/health')).version;
  }

  async servedUiVersion(): Promise<string> {
    return (await restAt(z.object({ version: z.string() }), '/version.json', { cache: 'no-store' })).version;
  }

  me() {
    return rest(userSchema, '/auth/me');
  }

  async login(email: string, password: string) {
    return (await rest(loginResultSchema, '/auth/login', { method: 'POST', body: { email, password } })).user;
  }

  logout(): Promise<void> {
    return restNothing('/auth/logout', { method: 'POST' });
  }

  changePassword(current: string, password: string): Promise<void> {
    return restNothing('/auth/password', { method: 'POST', body: { current, password } });
  }

  listCaptures(filter: CaptureFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal) {
    return rest(capturePageSchema, '/captures', { query: { ...filter, ...page }, signal });
  }

  getCapture(id: string): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}`);
  }

  updateCapture(id: string, patch: CapturePatch): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}`, { method: 'PATCH', body: patch });
  }

  deleteCapture(id: string): Promise<void> {
    return restNothing(`/captures/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  restoreCapture(id: string): Promise<Capture> {
    return rest(captureSchema, `/captures/${encodeURIComponent(id)}/restore`, { method: 'POST' });
  }

  thumbnailUrl(capture: Capture, size: ThumbnailSize): string {
    return `${API}/captures/${encodeURIComponent(capture.id)}/thumbnail?size=${size}`;
  }

  originalUrl(capture: Capture): string {
    return `${API}/captures/${encodeURIComponent(capture.id)}/file`;
  }

  downloadUrl(capture: Capture): string {
    return `${this.originalUrl(capture)}?download=1`;
  }

  async listPresets() {
    return (await rest(z.object({ presets: z.array(presetSchema) }), '/presets')).presets;
  }

  createPreset(preset: CreatePreset) {
    return rest(presetSchema, '/presets', { method: 'POST', body: preset });
  }

  deletePreset(id: string): Promise<void> {
    return restNothing(`/presets/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  async listUsers() {
    return (await rest(z.object({ users: z.array(userSchema) }), '/users')).users;
  }

  createUser(user: CreateUser) {
    return rest(userSchema, '/users', { method: 'POST', body: user });
  }

  updateUser(id: string, change: UpdateUser) {
    return rest(userSchema, `/users/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
  }
}
