import { isBetterRendition, type RenditionName } from '@eyepiece/shared-types';
import type { SharedFrame } from './shared-frame.ts';

/** Without a new frame for this long, the last one may be sent again in a better rendition, ms. */
const BETTER_AFTER_MS = 500;

/** The last frame that was sent to a viewer, of any kind. */
export class LastSent {
  ordinal = -1;
  rendition: RenditionName = 'full';
  #atMs = Number.NEGATIVE_INFINITY;
  /** Offered again by the stream, so that it may be sent twice. */
  #betterOrdinal = -1;

  sent({ ordinal, rendition }: SharedFrame, nowMs: number): void {
    this.ordinal = ordinal;
    this.rendition = rendition;
    this.#atMs = nowMs;
  }

  /** Whether a frame is not newer than the last one. Does not hold for one that the stream offers again. */
  isOutdated({ ordinal, rendition }: SharedFrame): boolean {
    if (ordinal === this.ordinal && ordinal === this.#betterOrdinal) return !isBetterRendition(rendition, this.rendition);
    return ordinal <= this.ordinal;
  }

  /** Whether the newest frame is the last one, was sent smaller than the viewer may have it, and is not offered again yet. */
  wantsBetter(newest: SharedFrame, allowed: RenditionName, nowMs: number): boolean {
    if (newest.ordinal !== this.ordinal || nowMs - this.#atMs < BETTER_AFTER_MS) return false;
    if (!isBetterRendition(allowed, this.rendition) || newest.ordinal === this.#betterOrdinal) return false;
    this.#betterOrdinal = newest.ordinal;
    return true;
  }
}
