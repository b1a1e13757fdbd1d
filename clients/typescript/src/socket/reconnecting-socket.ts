import type { ClientToServerEvents, ErrorCode, HandshakeAuth, ServerToClientEvents } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import { CREDENTIALS_MS } from '../address.ts';
import { within } from '../deadline.ts';
import { HubError } from '../hub-error.ts';

export type HubSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
/** Returns the key or token for the next attempt to connect. */
export type Credentials = () => Promise<string>;

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
  readonly #auth: HandshakeAuth;
  readonly #credentials: Credentials | undefined;
  #wanted = false;
  #attempt = 0;
  /** Counts the attempts, so that a late key or token does not start one that was given up. */
  #dialled = 0;
  #failure: Error | null = null;
  #crowded = false;
  /** A second CONNECT on one connection violates the protocol. */
  #connecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param address protocol, host and base path of the hub
   * @param credentials absent: the cookie of the browser
   */
  constructor(address: string, auth: HandshakeAuth, watcher: SocketWatcher, credentials?: Credentials) {
    this.#watcher = watcher;
    this.#auth = auth;
    this.#credentials = credentials;
    const { origin, pathname } = new URL(address);
    this.socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      withCredentials: credentials === undefined,
      timeout: 5000,
      auth,
    });
    this.socket.on('connect', () => {
      this.#connecting = false;
      this.#attempt = 0;
      this.#crowded = false;
      this.#failure = null;
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

  /** Why the last attempt has failed; null when it has not. */
  get failure(): Error | null {
    return this.#failure;
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
    const attempt = ++this.#dialled;
    if (!this.#credentials) {
      this.socket.connect();
      return;
    }
    const isCurrent = (): boolean => this.#connecting && attempt === this.#dialled;
    void within(this.#credentials(), CREDENTIALS_MS, 'the key or token').then(
      (token) => {
        if (!isCurrent()) return;
        this.socket.auth = { ...this.#auth, token };
        this.socket.connect();
      },
      (error: unknown) => {
        if (isCurrent()) this.#failed(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  #disconnect(): void {
    this.#connecting = false;
    this.socket.disconnect();
  }

  #failed(error: Error): void {
    this.#connecting = false;
    this.#failure = error;
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
