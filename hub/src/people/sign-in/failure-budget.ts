/** Token bucket of sign-in failures, shared by all unknown clients. */
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

  /** Remaining share, 0 to 1. */
  get share(): number {
    this.#refill();
    return this.#left / this.#size;
  }

  /** Time until a token is available; 0 when one is. */
  get waitMs(): number {
    this.#refill();
    return this.#left >= 1 ? 0 : ((1 - this.#left) / this.#perSecond) * 1000;
  }

  take(): void {
    this.#refill();
    this.#left = Math.max(0, this.#left - 1);
  }

  refund(): void {
    this.#left = Math.min(this.#size, this.#left + 1);
  }

  #refill(): void {
    const now = performance.now();
    const elapsedMs = Math.max(0, now - this.#countedAtMs);
    this.#countedAtMs = now;
    this.#left = Math.min(this.#size, this.#left + (elapsedMs / 1000) * this.#perSecond);
  }
}
