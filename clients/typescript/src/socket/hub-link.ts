import type { HandshakeAuth } from '@eyepiece/shared-types';
import { HubError } from '../hub-error.ts';
import type { Reply, TimedSocket } from './ask.ts';
import { HubPulse } from './hub-pulse.ts';
import { ReconnectingSocket, type Credentials, type HubSocket } from './reconnecting-socket.ts';
import { Throttle } from './throttle.ts';

/** Above the hub's own deadline (30 s by default), so that its error with the reason arrives first. */
const ACK_TIMEOUT_MS = 40_000;

export type Connection =
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** `nextTryAtMs` (performance clock) is null during an attempt. */
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly nextTryAtMs: number | null };

export interface LinkWatcher {
  connection(change: Connection): void;
  /** Hub clock minus local clock, ms. */
  clock(offsetMs: number): void;
  /** The hub rejected or ended the sign-in; the link is closed. */
  expired(error: HubError): void;
}

/** The connection for everything except frames: reconnects, notices a silent hub, estimates its clock, sends commands. */
export class HubLink {
  readonly #link: ReconnectingSocket;
  readonly #pulse: HubPulse;
  readonly #throttle = new Throttle();
  readonly #watcher: LinkWatcher;
  #lostSinceMs: number | null = null;

  /** @param address protocol, host and base path of the hub */
  constructor(address: string, auth: HandshakeAuth, watcher: LinkWatcher, credentials?: Credentials) {
    this.#watcher = watcher;
    this.#link = new ReconnectingSocket(
      address,
      { ...auth, purpose: 'all' },
      {
        connected: () => this.#connected(),
        lost: (nextTryInMs) => this.#lost(nextTryInMs),
        refused: (error) => watcher.expired(error),
      },
      credentials,
    );
    this.#pulse = new HubPulse(this.#link.socket, {
      clock: (offsetMs) => watcher.clock(offsetMs),
      answering: (answering) => (answering ? this.#connected() : this.#lost(null)),
      dead: () => this.#link.reconnect(),
    });
    this.socket.on('session:expired', (why) => {
      if (why.code === 'too_many_connections') return; // The sign-in is still valid; the socket reconnects.
      this.close();
      watcher.expired(new HubError(why.code, why.message));
    });
  }

  get socket(): HubSocket {
    return this.#link.socket;
  }

  /** Why the last attempt to connect has failed; null when it has not. */
  get failure(): Error | null {
    return this.#link.failure;
  }

  open(): void {
    if (this.#lostSinceMs === null && !this.#link.isConnected()) this.#watcher.connection({ kind: 'connecting' });
    this.#link.open();
  }

  close(): void {
    this.#pulse.stop();
    this.#link.close();
    this.#lostSinceMs = null;
    this.#watcher.connection({ kind: 'closed' });
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  #connected(): void {
    this.#lostSinceMs = null;
    this.#pulse.start();
    this.#watcher.connection({ kind: 'connected' });
  }

  #lost(nextTryInMs: number | null): void {
    const nowMs = performance.now();
    this.#lostSinceMs ??= nowMs;
    if (!this.socket.connected) this.#pulse.stop();
    this.#watcher.connection({
      kind: 'lost',
      sinceMs: this.#lostSinceMs,
      nextTryAtMs: nextTryInMs === null ? null : nowMs + nextTryInMs,
    });
  }

  /**
   * Sends a command over a live connection only: a queued one could reach a camera unexpectedly late.
   * Requests rejected with rate_limited were not processed and are sent again in order. @throws {HubError}
   */
  async ask<T>(send: (socket: TimedSocket) => Promise<Reply<T>>, workMs = 0): Promise<{ ok: true } & T> {
    const reply = await this.#throttle.send(() => this.#askOnce(send, workMs));
    if (reply.ok) return reply;
    const { code, message, issues, holder } = reply.error;
    throw new HubError(code, message, { issues, holder });
  }

  async #askOnce<T>(send: (socket: TimedSocket) => Promise<Reply<T>>, workMs: number): Promise<Reply<T>> {
    if (!this.#link.isConnected() || this.#lostSinceMs !== null) throw new HubError('hub_unreachable', 'no connection to the hub');
    try {
      return await send(this.socket.timeout(ACK_TIMEOUT_MS + workMs));
    } catch (error) {
      const code = this.#link.isConnected() ? 'hub_timeout' : 'hub_unreachable';
      throw new HubError(code, error instanceof Error ? error.message : String(error));
    }
  }
}
