import type { ClientToServerEvents, ErrorCode, HandshakeAuth, ServerToClientEvents } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import { HubError } from '../hub-error.ts';

export type HubSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface SocketWatcher {
  connected(): void;
  /** @param nextTryInMs null during an attempt */
  lost(nextTryInMs: number | null): void;
  /** The hub rejected the session; no further attempt until `open` is called again. */
  refused(error: HubError): void;
}

const ENDING: ReadonlySet<string> = new Set<ErrorCode>(['unauthenticated', 'session_expired', 'forbidden', 'bad_origin']);

/** Another page of the user replaced this connection. Reconnecting at once would make the two pages evict each other. */
const CROWDED: ErrorCode = 'too_many_connections';
const CROWDED_RETRY_MS = 60_000;

function codeOf(error: Error): string {
  const data = (error as Error & { data?: { code?: unknown } }).data;
  return typeof data?.code === 'string' ? data.code : error.message;
}

function refusal(error: Error): HubError | null {
  const code = codeOf(error);
  return ENDING.has(code) ? new HubError(code as ErrorCode, error.message) : null;
}

/**
 * A Socket.IO connection with its own reconnect policy: at once on request, otherwise exponential backoff with
 * jitter.
 */
export class ReconnectingSocket {
  readonly socket: HubSocket;
  readonly #watcher: SocketWatcher;
  #wanted = false;
  #attempt = 0;
  #crowded = false;
  /** A second CONNECT on one connection violates the protocol. */
  #connecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param address protocol, host and base path of the hub */
  constructor(address: string, auth: HandshakeAuth, watcher: SocketWatcher) {
    this.#watcher = watcher;
    const { origin, pathname } = new URL(address);
    this.socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      withCredentials: true,
      timeout: 5000,
      auth,
    });
    this.socket.on('connect', () => {
      this.#connecting = false;
      this.#attempt = 0;
      this.#crowded = false;
      this.#watcher.connected();
    });
    this.socket.on('connect_error', (error) => this.#failed(error));
    this.socket.on('session:expired', ({ code }) => (this.#crowded = code === CROWDED));
    this.socket.on('disconnect', () => {
      this.#connecting = false;
      this.#schedule();
    });
  }

  open(): void {
    this.#wanted = true;
    this.retryNow();
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#disconnect();
  }

  isConnected(): boolean {
    return this.socket.connected;
  }

  retryNow(): void {
    if (!this.#wanted || this.socket.connected || this.#connecting) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  /** Drops a connection that no longer answers. */
  reconnect(): void {
    this.#attempt = 0;
    this.#disconnect();
    this.retryNow();
  }

  #connect(): void {
    this.#connecting = true;
    this.socket.connect();
  }

  #disconnect(): void {
    this.#connecting = false;
    this.socket.disconnect();
  }

  #failed(error: Error): void {
    this.#connecting = false;
    this.#crowded = codeOf(error) === CROWDED;
    const refused = refusal(error);
    if (!refused) {
      this.#schedule();
      return;
    }
    this.#wanted = false;
    this.#watcher.refused(refused);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted) return;
    const delayMs = this.#crowded ? CROWDED_RETRY_MS : backoffMs(this.#attempt++, Math.random());
    this.#watcher.lost(delayMs);
    this.#timer = setTimeout(() => {
      this.#watcher.lost(null);
      this.#connect();
    }, delayMs);
  }
}
