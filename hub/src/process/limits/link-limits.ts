/** Limits of authenticated camera links. */
import type { Rate } from './socket-limits.ts';

export interface LinkLimits {
  readonly maxLinks: number;
  /** Links that have not sent hello. */
  readonly maxWithoutHello: number;
  /** Other messages before hello. */
  readonly maxBeforeHello: number;
  /** Cameras in the list. A service with another id is refused. */
  readonly maxCameras: number;
  /** Links opened from one address. */
  readonly openings: Rate;
  /** What a link that was closed for its traffic costs of `openings`, so that a flood is not resumed at once. */
  readonly floodCost: number;
  /** What one link may send. Beyond it the link is closed. */
  readonly rates: {
    readonly frames: Rate;
    readonly frameBytes: Rate;
    readonly texts: Rate;
    readonly textBytes: Rate;
  };
  /** Bytes of messages that are not complete, of all links together. Beyond it the largest one is closed. */
  readonly maxUnfinishedBytes: number;
  /** A link with more unsent bytes is closed, because the service does not read. */
  readonly maxUnsentBytes: number;
  /** Minimum interval of log lines about invalid tokens, ms. */
  readonly refusalLogMs: number;
}

const MB = 1024 * 1024;

export const LINK_LIMITS: LinkLimits = {
  maxLinks: 256,
  maxWithoutHello: 32,
  maxBeforeHello: 16,
  maxCameras: 256,
  openings: { perSecond: 5, burst: 300 },
  floodCost: 50,
  // A camera of 20 megapixels sends up to 200 MB a second; a small region, up to 500 frames.
  rates: {
    frames: { perSecond: 1000, burst: 2000 },
    frameBytes: { perSecond: 256 * MB, burst: 512 * MB },
    texts: { perSecond: 200, burst: 1000 },
    textBytes: { perSecond: 4 * MB, burst: 16 * MB },
  },
  maxUnfinishedBytes: 256 * MB,
  maxUnsentBytes: 8 * MB,
  refusalLogMs: 10_000,
};
