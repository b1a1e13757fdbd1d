/** The connection to one other hub, for requests and notifications. Reconnects for as long as the hub is in the directory. */
import { EventEmitter } from 'node:events';
import { ClockOffset } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { HOST_CLOCK, nowUs } from '../../process/host-clock.ts';
import { connectFailure } from './connect-failure.ts';
import { dial, type OwnHub } from './dial.ts';
import type { PeerAddress } from './directory.ts';
import { PEER_MESSAGE_MAX_BYTES, PEER_NAMESPACE, resultOf } from './protocol.ts';
import { Redial } from './redial.ts';

/** Requests without an answer. */
const PENDING_MAX = 256;
/** Unsent bytes at which the other hub counts as stuck. */
const UNSENT_MAX_BYTES = 16 * 1024 * 1024;
/** Samples of the clock: quickly at first, then to follow its drift, ms. */
const CLOCK_SAMPLES_AT_ONCE = 5;
const CLOCK_EVERY_MS = 5000;
const CLOCK_DEADLINE_MS = 4000;

const clockAnswerSchema = z.object({ timeUs: z.number() });

/** The other hub has not answered. Whether it has carried out the request is unknown unless the reason says so. */
export class PeerUnavailable extends Error {
  override readonly name = 'PeerUnavailable';
  /** down, busy, too_large: the request was not sent; lost: the connection ended before the answer. */
  readonly reason: 'down' | 'lost' | 'timeout' | 'busy' | 'too_large';

  constructor(reason: PeerUnavailable['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

interface PeerConnectionEvents {
  /** The connection is up, for the first time or again. The other hub knows nothing of earlier connections. */
  up: [];
  down: [];
  /** A new measurement of the other hub's clock. */
  clock: [];
}

export interface PeerConnectionParts {
  readonly own: OwnHub;
  readonly address: PeerAddress;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly clockEveryMs?: number | undefined;
}

export class PeerConnection extends EventEmitter<PeerConnectionEvents> {
  readonly address: PeerAddress;
  /** The other hub's clock minus ours. */
  readonly clock = new ClockOffset();
  readonly #socket: Socket;
  readonly #logger: PeerConnectionParts['logger'];
  readonly #pending = new Set<(reason: PeerUnavailable) => void>();
  readonly #clockTimer: NodeJS.Timeout;
  readonly #unsubscribeClock: () => void;
  readonly #redial: Redial;
  #up = false;
  #downSinceMs = performance.now();
  #closed = false;
  #lastFailure = '';

  constructor({ own, address, logger, clockEveryMs = CLOCK_EVERY_MS }: PeerConnectionParts) {
    super();
    this.setMaxListeners(0); // one per camera
    this.address = address;
    this.#logger = logger;
    const socket = dial(own, address, PEER_NAMESPACE);
    this.#socket = socket;
    this.#redial = new Redial(() => socket.connect());
    socket.on('connect', () => this.#connected());
    socket.on('connect_error', (error) => this.#failed(connectFailure(error)));
    socket.on('disconnect', (reason) => this.#failed(reason));
    this.#clockTimer = setInterval(() => this.#sampleClock(), clockEveryMs).unref();
    this.#unsubscribeClock = HOST_CLOCK.onJump(({ byUs, sleptUs }) => {
      this.clock.ownClockJumped(byUs - sleptUs);
      this.emit('clock');
    });
    socket.connect();
  }

  get hubId(): string {
    return this.address.hubId;
  }

  get up(): boolean {
    return this.#up;
  }

  /** How long the other hub has not been connected, ms; 0 while it is. */
  get downMs(): number {
    return this.#up ? 0 : performance.now() - this.#downSinceMs;
  }

  /**
   * Asks the other hub. Nothing is queued while it is not connected.
   * @param deadlineMs after which neither side goes on: the other hub does not start a request that arrives later
   * @throws {PeerUnavailable}
   * @throws {HubError} of the other hub
   */
  async request(event: string, payload: unknown, deadlineMs: number): Promise<unknown> {
    this.#assertSendable(event, payload);
    if (this.#pending.size >= PENDING_MAX) {
      throw new PeerUnavailable('busy', `${PENDING_MAX} requests to hub ${this.hubId} have no answer yet`);
    }
    const deadlineUs = this.clock.isKnown ? nowUs() + this.clock.offsetUs + deadlineMs * 1000 : undefined;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(
      () => reject(new PeerUnavailable('timeout', `Hub ${this.hubId} did not answer ${event} within ${deadlineMs} ms`)),
      deadlineMs,
    );
    this.#pending.add(reject);
    this.#socket.emit(event, payload, { deadlineUs }, resolve);
    try {
      return resultOf(await promise);
    } finally {
      clearTimeout(timer);
      this.#pending.delete(reject);
    }
  }

  /** Tells the other hub, without an answer. @returns whether it was sent */
  notify(event: string, payload: unknown): boolean {
    try {
      this.#assertSendable(event, payload);
    } catch (error) {
      if (!(error instanceof PeerUnavailable)) throw error;
      return false;
    }
    this.#socket.emit(event, payload, {});
    return true;
  }

  /** Rejects what is pending. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#redial.close();
    clearInterval(this.#clockTimer);
    this.#unsubscribeClock();
    this.#socket.disconnect();
    this.#ended('it is closed');
  }

  /** @throws {PeerUnavailable} */
  #assertSendable(event: string, payload: unknown): void {
    if (!this.#up) throw new PeerUnavailable('down', `Hub ${this.hubId} is not connected`);
    if (this.#unsentBytes > UNSENT_MAX_BYTES) {
      // The state that is lost is sent again when the connection is up.
      this.#socket.io.engine.close();
      throw new PeerUnavailable('busy', `Hub ${this.hubId} does not take what is sent to it`);
    }
    const bytes = bytesOf(payload);
    if (bytes > PEER_MESSAGE_MAX_BYTES / 2) {
      throw new PeerUnavailable('too_large', `${event}: ${bytes} bytes are above ${PEER_MESSAGE_MAX_BYTES / 2}`);
    }
  }

  /** Written to the WebSocket, but not accepted by the kernel. */
  get #unsentBytes(): number {
    const { ws } = this.#socket.io.engine.transport as { ws?: { bufferedAmount?: number } };
    return ws?.bufferedAmount ?? 0;
  }

  #connected(): void {
    this.#up = true;
    this.#redial.succeeded();
    this.#lastFailure = '';
    this.#logger.info({ hubId: this.hubId, url: this.address.url }, 'connected to another hub');
    for (let sample = 0; sample < CLOCK_SAMPLES_AT_ONCE; sample += 1) this.#sampleClock();
    this.emit('up');
  }

  #failed(reason: string): void {
    if (this.#closed) return;
    this.#ended(reason);
    if (reason !== this.#lastFailure) {
      this.#lastFailure = reason;
      this.#logger.warn({ hubId: this.hubId, url: this.address.url, reason }, 'another hub is not connected');
    }
    this.#redial.failed();
  }

  #ended(reason: string): void {
    const wasUp = this.#up;
    if (wasUp) this.#downSinceMs = performance.now();
    this.#up = false;
    for (const reject of this.#pending) reject(new PeerUnavailable('lost', `The connection to hub ${this.hubId} ended: ${reason}`));
    if (wasUp) this.emit('down');
  }

  #sampleClock(): void {
    if (!this.#up) return;
    const sentAtMs = performance.now();
    this.request('time', {}, CLOCK_DEADLINE_MS).then(
      (answer) => {
        const parsed = clockAnswerSchema.safeParse(answer);
        if (!parsed.success) return;
        // Measured with the monotonic clock, because the system clock may be set meanwhile.
        const roundTripUs = (performance.now() - sentAtMs) * 1000;
        const receivedUs = nowUs();
        this.clock.add(receivedUs - roundTripUs, parsed.data.timeUs, receivedUs);
        this.emit('clock');
      },
      () => undefined, // heartbeats find a silent hub
    );
  }
}

/** Of messages that go to several hubs. */
const sizes = new WeakMap<object, number>();

/** The size of a payload as JSON. */
function bytesOf(payload: unknown): number {
  if (typeof payload !== 'object' || payload === null) return Buffer.byteLength(JSON.stringify(payload ?? null));
  const bytes = sizes.get(payload) ?? Buffer.byteLength(JSON.stringify(payload));
  sizes.set(payload, bytes);
  return bytes;
}
