/**
 * How often viewers may cause key frames. Pure: the time is an argument.
 *
 * Key frames make the picture of all viewers of the tier worse, because they take bits from the frames after them. A
 * viewer whose link is bad, or that resets its decoder all the time, must not cause them without end, nor must a person
 * with many connections or one that reconnects.
 */
export interface KeyRate {
  readonly burst: number;
  readonly refillMs: number;
}

export const KEYS_PER_CONNECTION: KeyRate = { burst: 4, refillMs: 3000 };
export const KEYS_PER_USER: KeyRate = { burst: 8, refillMs: 3000 };
/** All guests of one link. */
export const KEYS_PER_LINK: KeyRate = { burst: 16, refillMs: 1000 };

export class KeyAllowance {
  readonly #rate: KeyRate;
  /** What this one is part of. */
  readonly #larger: readonly KeyAllowance[];
  #tokens: number;
  #refilledAtMs: number;

  constructor(nowMs: number, rate = KEYS_PER_CONNECTION, larger: readonly KeyAllowance[] = []) {
    this.#rate = rate;
    this.#larger = larger;
    this.#tokens = rate.burst;
    this.#refilledAtMs = nowMs;
  }

  /** Takes one from this and all larger allowances, or from none. */
  take(nowMs: number): boolean {
    const all = [this, ...this.#larger];
    if (all.some((allowance) => allowance.#left(nowMs) === 0)) return false;
    for (const allowance of all) allowance.#tokens -= 1;
    return true;
  }

  /** Whether a new one would be the same. */
  isFull(nowMs: number): boolean {
    return this.#left(nowMs) === this.#rate.burst;
  }

  #left(nowMs: number): number {
    const { burst, refillMs } = this.#rate;
    const refilled = Math.floor((nowMs - this.#refilledAtMs) / refillMs);
    this.#tokens = Math.min(burst, this.#tokens + refilled);
    this.#refilledAtMs += refilled * refillMs;
    return this.#tokens;
  }
}
