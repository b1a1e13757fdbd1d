/** A viewer that reconnects when its connection is lost, like a browser. */
import type { Arrivals, Connection, Dial, Frame } from '../protocols/protocol.ts';

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5000;

/** What the owner of a member may hear besides frames. */
export interface MemberEvents {
  readonly message?: Arrivals['message'];
  readonly fault?: Arrivals['fault'];
  /** The end of a connection, and each failed attempt to connect again. */
  readonly lost?: Arrivals['lost'];
}

export class Member<F extends Frame = Frame> {
  readonly #dial: Dial<F>;
  readonly #onFrame: Arrivals<F>['frame'];
  readonly #events: MemberEvents;
  #connection: Connection | undefined;
  #dialling: AbortController | undefined;
  #retry: NodeJS.Timeout | undefined;
  #present = false;
  /** Counts joins: a connection of an earlier presence is closed when it opens at last. */
  #presence = 0;
  reconnects = 0;
  /** Capture time of the newest frame; 0 before the first, and if the server sends no times. */
  newestUs = 0;
  /** Frames since the member was made. */
  received = 0;
  /** From joining to the first frame, ms; undefined before. */
  servedAfterMs: number | undefined;
  #joinedMs = 0;

  constructor(dial: Dial<F>, onFrame: Arrivals<F>['frame'], events: MemberEvents = {}) {
    this.#dial = dial;
    this.#onFrame = onFrame;
    this.#events = events;
  }

  /** @throws with the reason when the first connection fails */
  async join(): Promise<void> {
    this.#present = true;
    this.#presence += 1;
    this.#joinedMs = performance.now();
    await this.#connect();
  }

  /** May be called twice; the member may join again. */
  leave(): void {
    this.#present = false;
    clearTimeout(this.#retry);
    this.#dialling?.abort();
    this.#connection?.close();
    this.#connection = undefined;
    this.newestUs = 0;
    this.servedAfterMs = undefined;
  }

  stall(): void {
    this.#connection?.stall();
  }

  resume(): void {
    this.#connection?.resume();
  }

  async #connect(): Promise<void> {
    const presence = this.#presence;
    const dialling = new AbortController();
    this.#dialling = dialling;
    const arrivals: Arrivals<F> = {
      frame: (frame, bytes) => {
        this.received += 1;
        this.servedAfterMs ??= performance.now() - this.#joinedMs;
        if (frame.capturedAtUs !== null && frame.capturedAtUs > this.newestUs) this.newestUs = frame.capturedAtUs;
        this.#onFrame(frame, bytes);
      },
      fault: (code, reason) => this.#events.fault?.(code, reason),
      message: (name, bytes) => this.#events.message?.(name, bytes),
      lost: (reason) => {
        this.#connection = undefined;
        this.#events.lost?.(reason);
        this.#reconnect(RETRY_FIRST_MS);
      },
    };
    const connection = await this.#dial(arrivals, dialling.signal);
    if (this.#present && presence === this.#presence) this.#connection = connection;
    else connection.close();
  }

  #reconnect(waitMs: number): void {
    if (!this.#present) return;
    const presence = this.#presence;
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => (this.reconnects += 1),
        (error: unknown) => {
          if (!this.#present || presence !== this.#presence) return;
          this.#events.lost?.(`no new connection: ${error instanceof Error ? error.message : String(error)}`);
          this.#reconnect(Math.min(RETRY_MAX_MS, waitMs * 2));
        },
      );
    }, waitMs);
  }
}
