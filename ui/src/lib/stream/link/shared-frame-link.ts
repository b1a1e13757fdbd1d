import type { FrameLink, FrameLinkEvents } from './frame-link.ts';
import type { FrameSocket, WatchWish } from './frame-socket.ts';

type Socket = Pick<FrameSocket, 'watch' | 'unwatch' | 'ack' | 'retryNow'>;

/** One player's part in a connection that several may share; who owns the connection opens and closes it. */
export class SharedFrameLink implements FrameLink {
  readonly #socket: Socket;
  readonly #events: FrameLinkEvents;
  #wish: WatchWish;
  #watched: string | null = null;

  constructor(socket: Socket, events: FrameLinkEvents, wish: WatchWish = {}) {
    this.#socket = socket;
    this.#events = events;
    this.#wish = wish;
  }

  open(): void {
    // The owner's to do.
  }

  close(): void {
    this.unwatch();
  }

  retryNow(): void {
    this.#socket.retryNow();
  }

  /** What to ask for beside the camera; takes effect at once when one is watched. */
  wish(wish: WatchWish): void {
    if (wish.maxWidth === this.#wish.maxWidth && wish.maxFps === this.#wish.maxFps) return;
    this.#wish = wish;
    if (this.#watched !== null) this.watch(this.#watched);
  }

  watch(cameraId: string): void {
    if (this.#watched !== cameraId) this.unwatch();
    this.#watched = cameraId;
    this.#socket.watch(cameraId, this.#wish, this.#events);
  }

  unwatch(): void {
    if (this.#watched !== null) this.#socket.unwatch(this.#watched);
    this.#watched = null;
  }

  ack(cameraId: string, seq: number): void {
    this.#socket.ack(cameraId, seq);
  }
}
