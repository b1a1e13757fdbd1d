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
