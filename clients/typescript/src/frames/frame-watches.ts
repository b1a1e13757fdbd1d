import type { AckError, Flow, Watch } from '@eyepiece/shared-types';
import type { HubSocket } from '../socket/reconnecting-socket.ts';

const WATCH_TIMEOUT_MS = 5000;
/** A hub that has just started knows no cameras until they connect. */
const REFUSED_RETRY_MS = 1000;

export type WatchOptions = Pick<Watch, 'maxWidth' | 'maxFps' | 'video' | 'prefer' | 'samples'>;

/** What happens to the frames of one camera. */
export interface FrameEvents {
  connected(): void;
  lost(): void;
  frame(cameraId: string, message: Uint8Array): void;
  flow(flow: Flow): void;
  /** The hub has refused the request. It is repeated until `unwatch`. */
  watchRefused(cameraId: string, error: AckError): void;
}

interface Watched {
  readonly options: WatchOptions;
  readonly events: FrameEvents;
  retry?: ReturnType<typeof setTimeout>;
}

/** The cameras that are watched over one connection, which may carry other events too. Requests them again after a reconnect. */
export class FrameWatches {
  readonly #socket: HubSocket;
  readonly #watched = new Map<string, Watched>();

  constructor(socket: HubSocket) {
    this.#socket = socket;
    socket.on('frame', (cameraId, message) => {
      // In browsers, binary attachments arrive as ArrayBuffer, whatever the sender's type.
      const bytes = message instanceof Uint8Array ? message : new Uint8Array(message);
      this.#watched.get(cameraId)?.events.frame(cameraId, bytes);
    });
    socket.on('flow', (flow) => this.#watched.get(flow.cameraId)?.events.flow(flow));
  }

  get watches(): number {
    return this.#watched.size;
  }

  isWatching(cameraId: string): boolean {
    return this.#watched.has(cameraId);
  }

  /** The connection is there, for the first time or again. */
  connected(): void {
    for (const [cameraId, { events }] of this.#watched) {
      events.connected();
      this.#ask(cameraId);
    }
  }

  lost(): void {
    for (const { events } of this.#watched.values()) events.lost();
  }

  /** Watched cameras are requested again with the next `connected`. */
  stop(): void {
    for (const { retry } of this.#watched.values()) clearTimeout(retry);
  }

  /** Replaces an earlier request for this camera. */
  watch(cameraId: string, options: WatchOptions, events: FrameEvents): void {
    clearTimeout(this.#watched.get(cameraId)?.retry);
    this.#watched.set(cameraId, { options, events });
    this.#ask(cameraId);
  }

  unwatch(cameraId: string): void {
    const watched = this.#watched.get(cameraId);
    if (!watched) return;
    clearTimeout(watched.retry);
    this.#watched.delete(cameraId);
    if (this.#socket.connected) this.#socket.emit('unwatch', { cameraId });
  }

  ack(cameraId: string, seq: number): void {
    if (this.#socket.connected) this.#socket.emit('frame:ack', cameraId, seq);
  }

  /** Not `watch`: the hub would have to measure the link again. */
  resetVideo(cameraId: string): void {
    if (this.#socket.connected) this.#socket.emit('video:reset', { cameraId });
  }

  #ask(cameraId: string): void {
    const watched = this.#watched.get(cameraId);
    const socket = this.#socket;
    if (!watched || !socket.connected) return;
    clearTimeout(watched.retry);
    socket.timeout(WATCH_TIMEOUT_MS).emit('watch', { ...watched.options, cameraId, flow: 'ack' }, (timedOut: Error | null, reply) => {
      if (watched !== this.#watched.get(cameraId)) return;
      if (timedOut) this.#ask(cameraId);
      else if (reply.ok) watched.events.flow(reply.flow);
      else {
        watched.events.watchRefused(cameraId, reply.error);
        watched.retry = setTimeout(() => this.#ask(cameraId), REFUSED_RETRY_MS);
      }
    });
  }
}
