/** A token bucket that can be overdrawn, to distinguish a short excess from a lasting flood. */
import type { Rate } from './socket-limits.ts';

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
   * Subtracts `cost` even when refused, so that a client that continues to send gets further into debt.
   * @returns `flood` when the refused cost exceeds a whole burst
   */
  take(cost: number, nowMs: number): Verdict {
    this.#refill(nowMs);
    this.#tokens = Math.max(-2 * this.#rate.burst, this.#tokens - cost);
    if (this.#tokens >= 0) return 'taken';
    return this.#tokens < -this.#rate.burst ? 'flood' : 'refused';
  }

  /** Subtracts `cost` only if the bucket has it: a refusal makes no debt. */
  tryTake(cost: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Whether the bucket is full, so that it can be deleted and recreated. */
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
