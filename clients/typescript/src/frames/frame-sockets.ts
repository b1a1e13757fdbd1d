import type { HubError } from '../hub-error.ts';
import type { Credentials } from '../socket/reconnecting-socket.ts';
import { FrameSocket, type FrameEvents, type WatchOptions } from './frame-socket.ts';

export interface WatchedFrames {
  ack(cameraId: string, seq: number): void;
  resetVideo(cameraId: string): void;
  close(): void;
}

/** A watcher of one camera, who is also told when the hub rejects the sign-in. */
export interface FrameWatcher extends FrameEvents {
  refused(error: HubError): void;
}

/**
 * Connections for frames. One serves any number of cameras; a second watcher of the same camera gets another one. A
 * connection closes with its last watcher.
 */
export class FrameSockets {
  readonly #address: string;
  readonly #clientId: string;
  readonly #credentials: Credentials | undefined;
  readonly #open = new Map<FrameSocket, Set<FrameWatcher>>();
  #closed: HubError | null = null;

  /** @param address protocol, host and base path of the hub */
  constructor(address: string, clientId: string, credentials?: Credentials) {
    this.#address = address;
    this.#clientId = clientId;
    this.#credentials = credentials;
  }

  watch(cameraId: string, options: WatchOptions, watcher: FrameWatcher): WatchedFrames {
    if (this.#closed) throw this.#closed;
    const socket = this.#socketFor(cameraId);
    this.#open.get(socket)?.add(watcher);
    socket.watch(cameraId, options, watcher);
    let closed = false;
    return {
      ack: (id, seq) => socket.ack(id, seq),
      resetVideo: (id) => socket.resetVideo(id),
      close: () => {
        if (closed) return;
        closed = true;
        this.#open.get(socket)?.delete(watcher);
        socket.unwatch(cameraId);
        if (socket.watches === 0) this.#close(socket);
      },
    };
  }

  /** Ends all loops with this error. */
  close(error: HubError): void {
    this.#closed = error;
    for (const [socket, watchers] of [...this.#open]) {
      this.#close(socket);
      for (const watcher of [...watchers]) watcher.refused(error);
    }
  }

  #socketFor(cameraId: string): FrameSocket {
    for (const socket of this.#open.keys()) if (!socket.isWatching(cameraId)) return socket;
    const watchers = new Set<FrameWatcher>();
    const socket = new FrameSocket(
      this.#address,
      this.#clientId,
      (error) => {
        // A later watcher gets a connection of its own.
        this.#open.delete(socket);
        for (const watcher of [...watchers]) watcher.refused(error);
      },
      this.#credentials,
    );
    this.#open.set(socket, watchers);
    socket.open();
    return socket;
  }

  #close(socket: FrameSocket): void {
    this.#open.delete(socket);
    socket.close();
  }
}
