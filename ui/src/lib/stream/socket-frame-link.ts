import { ReconnectingSocket } from '../hub/reconnecting-socket.ts';
import type { FrameLink, FrameLinkEvents } from './frame-link.ts';

const WATCH_TIMEOUT_MS = 5000;
/** A hub that has just started does not know its cameras until they have dialled in. */
const REFUSED_RETRY_MS = 1000;

/** Frames over a Socket.IO connection of their own, so that a command never waits behind a picture. */
export class SocketFrameLink implements FrameLink {
  readonly #link: ReconnectingSocket;
  readonly #events: FrameLinkEvents;
  #watched: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, clientId: string, events: FrameLinkEvents) {
    this.#events = events;
    this.#link = new ReconnectingSocket(
      origin,
      { clientId, purpose: 'frames' },
      {
        connected: () => {
          events.connected();
          this.#ask();
        },
        lost: () => events.lost(),
        refused: (error) => events.refused(error.code, error.message),
      },
    );
    this.#link.socket.on('frame', (cameraId, message) => {
      // Binary attachments arrive as ArrayBuffer in browsers, whatever the sender's type was.
      const bytes = message instanceof Uint8Array ? message : new Uint8Array(message);
      if (cameraId === this.#watched) events.frame(cameraId, bytes);
    });
    this.#link.socket.on('flow', (flow) => events.flow(flow));
  }

  open(): void {
    this.#link.open();
  }

  close(): void {
    this.#watched = null;
    clearTimeout(this.#retry);
    this.#link.close();
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  watch(cameraId: string): void {
    if (this.#watched !== null && this.#watched !== cameraId) this.unwatch();
    this.#watched = cameraId;
    this.#ask();
  }

  unwatch(): void {
    const cameraId = this.#watched;
    this.#watched = null;
    clearTimeout(this.#retry);
    if (cameraId !== null && this.#link.socket.connected) this.#link.socket.emit('unwatch', { cameraId });
  }

  ack(cameraId: string, seq: number): void {
    if (this.#link.socket.connected) this.#link.socket.emit('frame:ack', cameraId, seq);
  }

  #ask(): void {
    clearTimeout(this.#retry);
    const cameraId = this.#watched;
    const socket = this.#link.socket;
    if (cameraId === null || !socket.connected) return;
    socket.timeout(WATCH_TIMEOUT_MS).emit('watch', { cameraId, flow: 'ack' }, (timedOut: Error | null, reply) => {
      if (cameraId !== this.#watched) return;
      if (timedOut) this.#ask();
      else if (reply.ok) this.#events.flow(reply.flow);
      else {
        this.#events.watchRefused(cameraId, reply.error.code, reply.error.message);
        this.#retry = setTimeout(() => this.#ask(), REFUSED_RETRY_MS);
      }
    });
  }
}
