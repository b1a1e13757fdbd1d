/** The ages of the frames that a viewer acknowledged last. */

const KEPT = 32;

export interface Age {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export class Ages {
  /** A ring that is allocated once, because ages are added on the frame path. */
  readonly #ms = new Float32Array(KEPT);
  #count = 0;

  add(ageMs: number): void {
    this.#ms[this.#count % KEPT] = ageMs;
    this.#count += 1;
  }

  /** Undefined before the first acknowledgement. */
  get recent(): Age | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#ms.slice(0, Math.min(this.#count, KEPT)).sort();
    const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
    return { p50Ms: at(0.5), p95Ms: at(0.95) };
  }
}
