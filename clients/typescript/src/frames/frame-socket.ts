import type { HubError } from '../hub-error.ts';
import { ReconnectingSocket, type Credentials } from '../socket/reconnecting-socket.ts';
import { FrameWatches, type FrameEvents, type WatchOptions } from './frame-watches.ts';

export type { FrameEvents, WatchOptions } from './frame-watches.ts';

/** A Socket.IO connection for frames only, so that commands never wait behind pictures. */
export class FrameSocket {
  readonly #link: ReconnectingSocket;
  readonly #watches: FrameWatches;

  /**
   * @param address protocol, host and base path of the hub
   * @param refused the hub rejects the sign-in; nothing is tried again
   */
  constructor(address: string, clientId: string, refused: (error: HubError) => void, credentials?: Credentials) {
    this.#link = new ReconnectingSocket(
      address,
      { clientId, purpose: 'frames' },
      { connected: () => this.#watches.connected(), lost: () => this.#watches.lost(), refused },
      credentials,
    );
    this.#watches = new FrameWatches(this.#link.socket);
  }

  get watches(): number {
    return this.#watches.watches;
  }

  isWatching(cameraId: string): boolean {
    return this.#watches.isWatching(cameraId);
  }

  open(): void {
    this.#link.open();
  }

  /** Watched cameras are requested again after the next open. */
  close(): void {
    this.#watches.stop();
    this.#link.close();
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  watch(cameraId: string, options: WatchOptions, events: FrameEvents): void {
    this.#watches.watch(cameraId, options, events);
  }

  unwatch(cameraId: string): void {
    this.#watches.unwatch(cameraId);
  }

  ack(cameraId: string, seq: number): void {
    this.#watches.ack(cameraId, seq);
  }

  resetVideo(cameraId: string): void {
    this.#watches.resetVideo(cameraId);
  }
}
