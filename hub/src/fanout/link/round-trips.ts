/** The smallest recent round trip. It covers the last 15 to 30 s, because routes change. */
const KEPT_MS = 15_000;

export class RoundTrips {
  #smallest = Number.POSITIVE_INFINITY;
  #smallestBefore = Number.POSITIVE_INFINITY;
  #sinceMs: number;
  /** Of both; kept, because it is asked for several times per frame. */
  #smallestMs: number | undefined;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  add(roundTripMs: number, nowMs: number): void {
    if (nowMs - this.#sinceMs > KEPT_MS) {
      this.#smallestBefore = this.#smallest;
      this.#smallest = Number.POSITIVE_INFINITY;
      this.#sinceMs = nowMs;
    }
    this.#smallest = Math.min(this.#smallest, roundTripMs);
    this.#smallestMs = Math.min(this.#smallest, this.#smallestBefore);
  }

  /** Undefined before the first. */
  get smallestMs(): number | undefined {
    return this.#smallestMs;
  }
}
