import { backoffMs } from '@eyepiece/shared-types/wire/backoff';

/** A part that ran this long had recovered: its next failure is a first one. */
const HEALTHY_MS = 30_000;

/** Delays before restarts of one part, without randomness: a single part cannot crowd anything. */
export class Backoff {
  #failures = 0;

  next(ranMs: number): number {
    if (ranMs >= HEALTHY_MS) this.#failures = 0;
    return backoffMs(this.#failures++, 1);
  }
}
