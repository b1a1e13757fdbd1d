/** A user of a cluster: a stock Socket.IO client that connects again by itself, and requests over HTTP. */
import {
  readFrameHeader,
  type Capture,
  type CapturePage,
  type ClientToServerEvents,
  type ControlState,
  type GuideKeptCapture,
  type HubHealth,
  type ServerToClientEvents,
  type SessionEntry,
} from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { expect, vi } from 'vitest';

/** Polling timeout. Generous because test machines are shared; passing tests do not wait for it. */
export const SOON = { timeout: 120_000, interval: 20 };

/** Prints a measured time. The target is for a machine without other load, so it is not asserted. */
export function report(what: string, ms: number, targetMs: number): void {
  process.stdout.write(`${what}: ${(ms / 1000).toFixed(1)} s (target ${String(targetMs / 1000)} s)\n`);
}

export interface Taking {
  /** Ids, while it goes on. */
  readonly kept: readonly string[];
  stop(): Promise<void>;
}

type Body = Readonly<Record<string, unknown>>;

export class Witness {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #url: string;
  readonly #token: string;
  connects = 0;
  /** Of the watched camera, in the order of their arrival. */
  readonly statuses: string[] = [];
  readonly created: string[] = [];
  readonly entries: SessionEntry[] = [];
  control: ControlState | undefined;
  health: HubHealth | undefined;
  /** How often the hub has sent the list of all cameras. */
  lists = 0;
  frames = 0;
  lastSeq = -1;

  private constructor(url: string, token: string, cameraId: string) {
    this.#url = url;
    this.#token = token;
    const socket: Witness['socket'] = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
    this.socket = socket;
    let isWatching = false;
    const watch = (): void => {
      socket.emit('watch', { cameraId }, ({ ok }) => (isWatching ||= ok));
    };
    socket.on('connect', () => {
      this.connects += 1;
      isWatching = false;
      watch();
    });
    socket.on('frame', (id, frame) => {
      this.lastSeq = readFrameHeader(frame).seq;
      this.frames += 1;
      socket.emit('frame:ack', id, this.lastSeq);
    });
    socket.on('cameras', (cameras) => {
      this.lists += 1;
      for (const { id, status } of cameras) if (id === cameraId) this.#note(status);
      // A camera service that has just started is not known to every hub yet.
      if (!isWatching && cameras.some(({ id }) => id === cameraId)) watch();
    });
    socket.on('camera:state', ({ id, status }) => {
      if (id !== cameraId) return;
      this.#note(status);
      if (!isWatching) watch();
    });
    socket.on('control:state', (control) => {
      if (control.cameraId === cameraId) this.control = control;
    });
    socket.on('hub:health', (health) => (this.health = health));
    socket.on('capture:created', ({ id }) => this.created.push(id));
    socket.on('session:event', (entry) => this.entries.push(entry));
  }

  /** Resolves when the camera's pictures arrive. */
  static async watch(url: string, token: string, cameraId: string): Promise<Witness> {
    const witness = new Witness(url, token, cameraId);
    try {
      await witness.untilLive();
      return witness;
    } catch (error) {
      witness.leave();
      throw error;
    }
  }

  /** Waits for a picture that arrives after this call. @returns how long it took, ms */
  async untilLive(): Promise<number> {
    const [beganMs, before] = [performance.now(), this.frames];
    await vi.waitFor(() => expect(this.frames).toBeGreaterThan(before), SOON);
    return performance.now() - beganMs;
  }

  call(method: string, path: string, body?: Body, url = this.#url): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(body && { 'content-type': 'application/json' }) };
    const signal = AbortSignal.timeout(SOON.timeout);
    return fetch(`${url}/api/v1${path}`, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) });
  }

  /** @throws if the status is not a success */
  async ask<T>(method: string, path: string, body?: Body, url?: string): Promise<T> {
    const response = await this.call(method, path, body, url);
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The captures with this label, in the library. */
  async captures(label: string): Promise<Capture[]> {
    return (await this.ask<CapturePage>('GET', `/captures?limit=200&label=${encodeURIComponent(label)}`)).captures;
  }

  /** Sets the exposure through a hub. @returns the status of the answer */
  async expose(cameraId: string, exposure: number, url?: string): Promise<number> {
    const response = await this.call('PUT', `/cameras/${cameraId}/settings`, { exposure }, url);
    await response.body?.cancel();
    return response.status;
  }

  /** Takes captures, one after the other, until it is stopped. Those that are answered as kept must reach the library. */
  take(cameraId: string, label: string): Taking {
    const kept: string[] = [];
    let isTaking = true;
    const loop = async (): Promise<void> => {
      while (isTaking) {
        const response = await this.call('POST', `/cameras/${cameraId}/captures`, { answerWhen: 'kept', label }).catch(() => undefined);
        if (response?.status === 202) kept.push(((await response.json()) as GuideKeptCapture).id);
        else await response?.body?.cancel();
      }
    };
    const done = loop();
    const stop = (): Promise<void> => {
      isTaking = false;
      return done;
    };
    return { kept, stop };
  }

  leave(): void {
    this.socket.disconnect();
  }

  #note(status: string): void {
    if (this.statuses.at(-1) !== status) this.statuses.push(status);
  }
}
