import type { FrameLink, FrameLinkEvents, PictureWish } from '../../hub/frame-link.ts';
import type { FrameSocket, WatchOptions } from '@eyepiece/client/frames/frame-socket';

type Socket = Pick<FrameSocket, 'watch' | 'unwatch' | 'ack' | 'resetVideo' | 'retryNow'>;

/** One player's part of a shared connection. The owner opens and closes the connection. */
export class SharedFrameLink implements FrameLink {
  readonly #socket: Socket;
  readonly #events: FrameLinkEvents;
  #options: WatchOptions;
  #watched: string | null = null;
  #wish: PictureWish = {};

  constructor(socket: Socket, events: FrameLinkEvents, options: WatchOptions = {}) {
    this.#socket = socket;
    this.#events = events;
    this.#options = options;
  }

  open(): void {
    // The owner closes it.
  }

  close(): void {
    this.unwatch();
  }

  retryNow(): void {
    this.#socket.retryNow();
  }

  /** Size and rate to request; takes effect at once when a camera is watched. */
  setOptions(options: WatchOptions): void {
    if (options.maxWidth === this.#options.maxWidth && options.maxFps === this.#options.maxFps) return;
    this.#options = options;
    if (this.#watched !== null) this.watch(this.#watched, this.#wish);
  }

  watch(cameraId: string, wish: PictureWish): void {
    if (this.#watched !== cameraId) this.unwatch();
    this.#watched = cameraId;
    this.#wish = wish;
    this.#socket.watch(cameraId, { ...this.#options, ...wish }, this.#events);
  }

  unwatch(): void {
    if (this.#watched !== null) this.#socket.unwatch(this.#watched);
    this.#watched = null;
  }

  ack(cameraId: string, seq: number): void {
    this.#socket.ack(cameraId, seq);
  }

  resetVideo(cameraId: string): void {
    this.#socket.resetVideo(cameraId);
  }
}
