/** A viewer that reconnects when its connection is lost, like a browser. */
import type { FrameHead } from '../viewer/frame-head.ts';

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5000;

/** A connection that receives frames. */
export interface Connection {
  stall(): void;
  resume(): void;
  close(): void;
}

export interface Arrivals {
  readonly frame: (frame: FrameHead, bytes: number) => void;
  readonly lost: (reason: string) => void;
}

export type Dial = (arrivals: Arrivals) => Promise<Connection>;

export class Member {
  readonly #dial: Dial;
  readonly #onFrame: Arrivals['frame'];
  #connection: Connection | undefined;
  #retry: NodeJS.Timeout | undefined;
  #present = false;
  reconnects = 0;
  /** Capture time of the newest frame; 0 before the first. */
  newestUs = 0;

  constructor(dial: Dial, onFrame: Arrivals['frame']) {
    this.#dial = dial;
    this.#onFrame = onFrame;
  }

  /** @throws with the reason when the first connection fails */
  async join(): Promise<void> {
    this.#present = true;
    await this.#connect();
  }

  /** May be called twice; the member may join again. */
  leave(): void {
    this.#present = false;
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = undefined;
    this.newestUs = 0;
  }

  stall(): void {
    this.#connection?.stall();
  }

  resume(): void {
    this.#connection?.resume();
  }

  async #connect(): Promise<void> {
    const connection = await this.#dial({
      frame: (frame, bytes) => {
        if (frame.capturedAtUs > this.newestUs) this.newestUs = frame.capturedAtUs;
        this.#onFrame(frame, bytes);
      },
      lost: () => {
        this.#connection = undefined;
        this.#reconnect(RETRY_FIRST_MS);
      },
    });
    if (this.#present) this.#connection = connection;
    else connection.close();
  }

  #reconnect(waitMs: number): void {
    if (!this.#present) return;
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => (this.reconnects += 1),
        () => this.#reconnect(Math.min(RETRY_MAX_MS, waitMs * 2)),
      );
    }, waitMs);
  }
}
