/** How often camera links may be opened from one address. */
import type { LinkLimits } from '../../process/limits/link-limits.ts';
import { TokenBucket } from '../../process/limits/token-bucket.ts';

/** Buckets that are full again are deleted when there are more than these. */
const SWEEP_ABOVE = 1000;

export class LinkOpenings {
  readonly #limits: Pick<LinkLimits, 'openings' | 'floodCost'>;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(limits: Pick<LinkLimits, 'openings' | 'floodCost'>) {
    this.#limits = limits;
  }

  admits(address: string, nowMs: number): boolean {
    return this.#of(address, nowMs).take(1, nowMs) === 'taken';
  }

  /** A link from this address sent too much. */
  penalize(address: string, nowMs: number): void {
    this.#of(address, nowMs).take(this.#limits.floodCost, nowMs);
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #of(address: string, nowMs: number): TokenBucket {
    const known = this.#buckets.get(address);
    if (known) return known;
    if (this.#buckets.size >= SWEEP_ABOVE) {
      for (const [other, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(other);
    }
    const bucket = new TokenBucket(this.#limits.openings, nowMs);
    this.#buckets.set(address, bucket);
    return bucket;
  }
}
