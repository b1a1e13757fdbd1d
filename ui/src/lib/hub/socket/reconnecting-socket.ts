import type { ClientToServerEvents, ErrorCode, HandshakeAuth, ServerToClientEvents } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from '@eyepiece/shared-types/backoff';
import { HubError } from '../hub-error.ts';

export type HubSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface SocketWatcher {
  connected(): void;
  /** @param nextTryInMs null while a try is under way */
  lost(nextTryInMs: number | null): void;
  /** The hub refused the session; no further try until `open` is called again. */
  refused(error: HubError): void;
}

const ENDING: ReadonlySet<string> = new Set<ErrorCode>(['unauthenticated', 'session_expired', 'forbidden', 'bad_origin']);

/** Another page of the same person took the place of this one: taking it back at once would only go round in circles. */
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

/** One Socket.IO connection that dials again by our own timing: at once when told to, else backing off with jitter. */
export class ReconnectingSocket {
  readonly socket: HubSocket;
  readonly #watcher: SocketWatcher;
  #wanted = false;
  #attempt = 0;
  #crowded = false;
  /** A second CONNECT on one connection is against the protocol. */
  #dialling = false;
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
      this.#dialling = false;
      this.#attempt = 0;
      this.#crowded = false;
      this.#watcher.connected();
    });
    this.socket.on('connect_error', (error) => this.#failed(error));
    this.socket.on('session:expired', ({ code }) => (this.#crowded = code === CROWDED));
    this.socket.on('disconnect', () => {
      this.#dialling = false;
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
    this.#hangUp();
  }

  isConnected(): boolean {
    return this.socket.connected;
  }

  retryNow(): void {
    if (!this.#wanted || this.socket.connected || this.#dialling) return;
    clearTimeout(this.#timer);
    this.#dial();
  }

  /** Gives up a connection that does not answer any more. */
  redial(): void {
    this.#attempt = 0;
    this.#hangUp();
    this.retryNow();
  }

  #dial(): void {
    this.#dialling = true;
    this.socket.connect();
  }

  #hangUp(): void {
    this.#dialling = false;
    this.socket.disconnect();
  }

  #failed(error: Error): void {
    this.#dialling = false;
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
      this.#dial();
    }, delayMs);
  }
}
