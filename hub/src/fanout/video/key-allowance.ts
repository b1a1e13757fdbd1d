/**
 * How often the viewers of one connection may cause key frames. Pure: the time is an argument.
 *
 * Key frames make the picture of all viewers of the tier worse, because they take bits from the frames after them. A
 * viewer whose link is bad, or that resets its decoder all the time, must not cause them without end.
 */
const BURST = 4;
const REFILL_MS = 3000;

export class KeyAllowance {
  #tokens = BURST;
  #refilledAtMs: number;

  constructor(nowMs: number) {
    this.#refilledAtMs = nowMs;
  }

  take(nowMs: number): boolean {
    const refilled = Math.floor((nowMs - this.#refilledAtMs) / REFILL_MS);
    this.#tokens = Math.min(BURST, this.#tokens + refilled);
    this.#refilledAtMs += refilled * REFILL_MS;
    if (this.#tokens === 0) return false;
    this.#tokens -= 1;
    return true;
  }
}
