const FIRST_MS = 500;
const MAX_MS = 10_000;
/** A part that ran this long had recovered: its next failure is a first one. */
const HEALTHY_MS = 30_000;

/** How long to wait before each restart: 0.5 s, doubling to 10 s, and 0.5 s again after a good while. */
export class Backoff {
  #failures = 0;

  next(ranMs: number): number {
    if (ranMs >= HEALTHY_MS) this.#failures = 0;
    return Math.min(MAX_MS, FIRST_MS * 2 ** this.#failures++);
  }
}
