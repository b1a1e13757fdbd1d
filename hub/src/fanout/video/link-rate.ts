/**
 * Estimates what the link of a viewer carries, from acknowledgements. Pure.
 *
 * A frame that waited behind another measures the link: the time between their acknowledgements is the time that the link
 * took for it. Any other frame tells only that the link carries at least its bytes in its round trip. A pause of viewer
 * or hub delays frames in flight as well, so a slow frame counts only when one that was sent later confirms it. A busy
 * viewer delays small frames as much as large ones, so small ones count only if the link took long for them.
 */
import type { LinkState } from './viewer-video.ts';

export interface AcknowledgedBytes {
  /** Of all frames that the acknowledgement covers. */
  readonly bytes: number;
  readonly sentAtMs: number;
  readonly serviceMs: number | undefined;
  readonly roundTripMs: number;
  readonly queueingMs: number;
}

/** A frame waited behind another when its queueing delay exceeds this part of the service time, and this time, ms. */
const WAITED = 1 / 3;
const WAITED_MS = 20;
/** Frames that measure the link: of at least these bytes, or slow ones of at least those. */
const LARGE_BYTES = 16_384;
const SMALL_BYTES = 4096;
const SLOW_MS = 100;
/** A link limits nothing if a frame arrives within this time, ms, or if this many frames in a row did not wait. */
const QUICK_MS = 100;
const FREE_FRAMES = 8;
/** The rate of a link that limits nothing, bytes per second. */
const PLENTY = 125_000_000;
const WEIGHT = 1 / 4;
const SURE_AFTER = 3;

export class LinkRate {
  #bytesPerSecond: number | undefined;
  #suspectedAtMs: number | undefined;
  #measurements = 0;
  #free = 0;

  get state(): Omit<LinkState, 'jpegReduced'> {
    const bytesPerSecond = this.#bytesPerSecond ?? (this.#free >= FREE_FRAMES ? PLENTY : undefined);
    return { bytesPerSecond, isSure: bytesPerSecond === PLENTY || this.#measurements >= SURE_AFTER };
  }

  acknowledged({ bytes, sentAtMs, serviceMs, roundTripMs, queueingMs }: AcknowledgedBytes, nowMs: number): void {
    if (serviceMs !== undefined && serviceMs > 0 && queueingMs > Math.max(WAITED_MS, WAITED * serviceMs)) {
      const measures = bytes >= LARGE_BYTES || (bytes >= SMALL_BYTES && serviceMs >= SLOW_MS);
      if (measures) this.#waited((bytes * 1000) / serviceMs, sentAtMs, nowMs);
      return;
    }
    this.#suspectedAtMs = undefined;
    this.#free += roundTripMs < QUICK_MS ? FREE_FRAMES : 1;
    const atLeast = (bytes * 1000) / Math.max(1, roundTripMs);
    if (this.#bytesPerSecond === undefined || atLeast <= this.#bytesPerSecond) return;
    this.#bytesPerSecond = atLeast;
    this.#measurements += 1;
  }

  #waited(bytesPerSecond: number, sentAtMs: number, nowMs: number): void {
    if (this.#bytesPerSecond === undefined) {
      const suspectedAtMs = this.#suspectedAtMs;
      this.#suspectedAtMs ??= nowMs;
      if (suspectedAtMs === undefined || sentAtMs < suspectedAtMs) return;
    }
    this.#measurements += 1;
    const before = this.#bytesPerSecond;
    this.#bytesPerSecond = before === undefined ? bytesPerSecond : before + WEIGHT * (bytesPerSecond - before);
  }
}
