/** Longest time of a render, ms. At 30 fps there are 33 ms per frame, and the browser decodes meanwhile. */
const BUDGET_MS = 28;
/** Smallest scale. Below it a lower frame rate is better than a smaller picture. */
const SCALE_LEAST = 1 / 4;
/** The first renders of an engine compile code. */
const IGNORED = 3;
/** The median of this many renders decides, because a single one may coincide with other load. */
const SAMPLES = 5;
/** A larger picture is tried only where it is expected to take this part of the budget. */
const ROOM = 0.7;
const RETRY_MS = { first: 5000, max: 80_000 } as const;

/** Chooses the size at which the picture is computed, so that each computation stays within its budget. */
export class RenderScale {
  #scale = 1;
  #costsMs: number[] = [];
  #ignored = 0;
  #retryMs: number = RETRY_MS.first;
  #retryAtMs = 0;
  #raisedAtMs = Number.NEGATIVE_INFINITY;

  get scale(): number {
    return this.#scale;
  }

  /** Begins with the full size, for another engine. */
  reset(): void {
    this.#scale = 1;
    this.#ignored = 0;
    this.otherFilters();
  }

  /** Measures anew: with other filters, a scale that was too slow may be fast enough. */
  otherFilters(): void {
    this.#costsMs = [];
    this.#retryMs = RETRY_MS.first;
    this.#retryAtMs = 0;
    this.#raisedAtMs = Number.NEGATIVE_INFINITY;
  }

  rendered(costMs: number, nowMs: number): void {
    if (this.#ignored < IGNORED) {
      this.#ignored += 1;
      return;
    }
    this.#costsMs.push(costMs);
    if (this.#costsMs.length < SAMPLES) return;
    const median = this.#costsMs.toSorted((a, b) => a - b)[SAMPLES >> 1] ?? 0;
    this.#costsMs = [];
    if (median > BUDGET_MS) this.#lower(nowMs);
    else if (this.#scale < 1 && nowMs >= this.#retryAtMs && median * 4 < BUDGET_MS * ROOM) this.#raise(nowMs);
  }

  #lower(nowMs: number): void {
    if (this.#scale <= SCALE_LEAST) return;
    this.#scale /= 2;
    // It was raised too early: the next attempt comes later.
    if (nowMs - this.#raisedAtMs < this.#retryMs) this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.max);
    this.#retryAtMs = nowMs + this.#retryMs;
  }

  #raise(nowMs: number): void {
    this.#scale = Math.min(1, this.#scale * 2);
    this.#raisedAtMs = nowMs;
    this.#retryAtMs = nowMs + this.#retryMs;
  }
}
