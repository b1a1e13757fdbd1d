/**
 * When to ask the camera service for a key frame. Pure: the time is an argument.
 *
 * One request serves all viewers of a tier. A key frame is as large as several delta frames, so there are at most two
 * requests a second for a tier. A request without an answer is repeated, because it or the key frame may be lost.
 */
import type { VideoTier } from '@eyepiece/shared-types';

const INTERVAL_MS = 500;
const REPEATED_AFTER_MS = 1000;

interface Request {
  readonly atMs: number;
  answered: boolean;
}

export class KeyRequests {
  readonly #last = new Map<VideoTier, Request>();

  /** Called while a viewer needs a key frame. @returns whether to ask for one now */
  ask(tier: VideoTier, nowMs: number): boolean {
    const last = this.#last.get(tier);
    const waitMs = last?.answered === false ? REPEATED_AFTER_MS : INTERVAL_MS;
    if (last && nowMs - last.atMs < waitMs) return false;
    this.#last.set(tier, { atMs: nowMs, answered: false });
    return true;
  }

  /** An encoder starts, with a key frame: none has to be asked for unless it is late. */
  expect(tier: VideoTier, nowMs: number): void {
    this.#last.set(tier, { atMs: nowMs, answered: false });
  }

  /** A key frame of this tier has arrived. */
  arrived(tier: VideoTier): void {
    const last = this.#last.get(tier);
    if (last) last.answered = true;
  }
}
