/** The interface of receivers of a stream. */
import type { Flow, VideoTier } from '@eyepiece/shared-types';
import type { Age } from './ages.ts';
import type { Divisor } from './frames/rendition.ts';
import type { SharedFrame } from './frames/shared-frame.ts';
import type { VideoSubscriber } from './video/video-feed.ts';

export interface ReaderDemand {
  /** Maximum width, px; undefined: unlimited. */
  readonly maxWidth?: number | undefined;
  /** Maximum rate, fps; undefined: unlimited. */
  readonly maxFps?: number | undefined;
}

/** The user that a reader belongs to. */
export interface ReaderOwner {
  readonly userId: string;
  readonly name: string;
  readonly address: string;
  /** Entered with a share link. */
  readonly guest?: boolean;
  /** A browser, not another program. */
  readonly browser?: boolean;
}

/** Statistics of one reader. */
export interface ReaderReport extends ReaderOwner {
  readonly kind: 'socket' | 'mjpeg';
  readonly sinceUs: number;
  readonly sent: number;
  /** Bytes of all sent frames. */
  readonly bytes: number;
  /** Acknowledgements received. */
  readonly acknowledgements: number;
  /** Width of the last frame, px; 0 before the first. */
  readonly width: number;
  readonly age?: Age | undefined;
  readonly reason?: Flow['reason'] | undefined;
  readonly dropped: number;
  readonly divisor: Divisor;
  /** The tier of video that is shown now; absent for JPEG. */
  readonly video?: VideoTier | undefined;
  readonly window?: number;
  readonly ackEvery?: number;
  readonly inFlight?: number;
  readonly smallestRoundTripMs?: number;
  readonly stalled?: boolean;
}

export interface Reader {
  readonly demand: ReaderDemand;
  /** The rendition to offer. */
  readonly divisor: Divisor;
  /** Called with the width of the camera's frames, px, before the first one and after changes. */
  sourceWidth(width: number): void;
  /** Of a reader that asked for video. */
  readonly video?: VideoSubscriber | undefined;
  /** Whether a JPEG that has arrived is of no use, because the reader shows video. Absent: it gets every JPEG. */
  skipsJpeg?(nowMs: number): boolean;
  /** Sends the frame, stores it as the newest waiting one, or drops it. Never blocks or throws. */
  offer(frame: SharedFrame): void;
  /** Replaces frames while the camera is not live. Absent for clients that know the camera's state. */
  offerStandIn?(jpeg: Buffer, last: SharedFrame | undefined, nowMs: number): void;
  /** For administrators; absent for short-lived readers. */
  readonly report?: ReaderReport;
  /** Called a few times a second. */
  tick(nowMs: number): void;
}

/** Limits frames to an average rate; tolerates jitter. */
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
