/** Someone who receives a stream: its demand, and what it does with each frame. */
import type { Divisor } from './frames/rendition.ts';
import type { SharedFrame } from './frames/shared-frame.ts';

export interface ReaderDemand {
  /** Widest picture wanted, px; undefined: as large as the camera gives. */
  readonly maxWidth?: number | undefined;
  /** Highest rate wanted, fps; undefined: as fast as the camera gives. */
  readonly maxFps?: number | undefined;
}

/** Who a reader belongs to. */
export interface ReaderOwner {
  readonly userId: string;
  readonly name: string;
  readonly address: string;
}

/** How one reader is being served. */
export interface ReaderReport extends ReaderOwner {
  readonly kind: 'socket' | 'mjpeg';
  readonly sent: number;
  readonly dropped: number;
  readonly divisor: Divisor;
  readonly window?: number;
  readonly ackEvery?: number;
  readonly inFlight?: number;
  readonly smallestRoundTripMs?: number;
  readonly stalled?: boolean;
}

export interface Reader {
  readonly demand: ReaderDemand;
  /** Which rendition it wants now. */
  readonly divisor: Divisor;
  /** Told the width of the camera's own pictures, px, before the first and when it changes. */
  sourceWidth(width: number): void;
  /** Takes the frame, keeps it as the newest in waiting, or lets it go. Never blocks, never throws. */
  offer(frame: SharedFrame): void;
  /** Takes the place of frames while the camera is not live. A reader whose client knows the camera's state has none. */
  notLive?(jpeg: Buffer, last: SharedFrame | undefined, nowMs: number): void;
  /** For administrators; a reader of a moment has none. */
  readonly report?: ReaderReport;
  /** Called a few times a second, for what depends on time alone. */
  tick(nowMs: number): void;
}

/** Lets a frame through when the wanted rate allows one more; keeps the average, tolerates jitter. */
export class RateLimit {
  readonly #intervalMs: number;
  #nextAtMs = 0;

  constructor(maxFps: number | undefined) {
    this.#intervalMs = maxFps === undefined ? 0 : 1000 / maxFps;
  }

  admits(nowMs: number): boolean {
    if (this.#intervalMs === 0) return true;
    if (nowMs < this.#nextAtMs - 2) return false;
    this.#nextAtMs = Math.max(this.#nextAtMs + this.#intervalMs, nowMs);
    return true;
  }
}
