/** A token bucket that may be overdrawn: a short burst is served, more is refused, and a lasting flood is told apart. */
import type { Rate } from '../../limits.ts';

export type Verdict = 'taken' | 'refused' | 'flood';

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #atMs: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#atMs = nowMs;
  }

  /**
   * Takes `cost` also when it is refused, so that a client that goes on sending sinks deeper.
   * `flood`: it has been refused as much as a whole burst.
   */
  take(cost: number, nowMs: number): Verdict {
    this.#refill(nowMs);
    this.#tokens = Math.max(-2 * this.#rate.burst, this.#tokens - cost);
    if (this.#tokens >= 0) return 'taken';
    return this.#tokens < -this.#rate.burst ? 'flood' : 'refused';
  }

  /** Whether nothing is missing: it may be forgotten and made anew. */
  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens >= this.#rate.burst;
  }

  #refill(nowMs: number): void {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) * perSecond) / 1000);
    this.#atMs = nowMs;
  }
}
