/** Failures that all unknown clients share: so many at once, refilled at a steady rate (a token bucket). */
export class FailureBudget {
  readonly #size: number;
  readonly #perSecond: number;
  #left: number;
  #countedAtMs = performance.now();

  constructor(size: number, perSecond: number) {
    this.#size = size;
    this.#perSecond = perSecond;
    this.#left = size;
  }

  /** How much is left, 0 to 1. */
  get share(): number {
    this.#refill();
    return this.#left / this.#size;
  }

  /** Until there is one again; 0 when there is. */
  get waitMs(): number {
    this.#refill();
    return this.#left >= 1 ? 0 : ((1 - this.#left) / this.#perSecond) * 1000;
  }

  take(): void {
    this.#refill();
    this.#left = Math.max(0, this.#left - 1);
  }

  giveBack(): void {
    this.#left = Math.min(this.#size, this.#left + 1);
  }

  #refill(): void {
    const now = performance.now();
    const elapsedMs = Math.max(0, now - this.#countedAtMs);
    this.#countedAtMs = now;
    this.#left = Math.min(this.#size, this.#left + (elapsedMs / 1000) * this.#perSecond);
  }
}
