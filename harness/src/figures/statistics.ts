/** Percentiles, medians, trends, and a distribution of any number of values in constant memory. */

/** Percentile by nearest rank, `share` from 0 to 1; NaN for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value, or the mean of the two middle ones; NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Trend {
  /** Units of y per unit of x. */
  readonly slope: number;
  /** Standard error of the slope. A slope below twice this value is noise. */
  readonly slopeError: number;
}

/** Least squares through the points. @throws {RangeError} with fewer than three */
export function trend(points: readonly (readonly [x: number, y: number])[]): Trend {
  const n = points.length;
  if (n < 3) throw new RangeError(`a trend needs at least 3 points, not ${n}`);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residual = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, slopeError: Math.sqrt(residual / (n - 2) / spread) };
}

/** NaN, which is null in JSON: unknown. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Each bucket is larger than the previous one by `growth`, so a percentile errs by at most one percent. */
const BUCKETS = { smallest: 0.01, growth: 1.02, count: 1100 };

/** Positive values from 0.01 to about 29 million, in buckets two percent wide. */
export class Distribution {
  readonly #counts = new Float64Array(BUCKETS.count);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** Values below the smallest bucket, including negative ones, count as the smallest. */
  add(value: number): void {
    const bucket = value <= BUCKETS.smallest ? 0 : Math.ceil(Math.log(value / BUCKETS.smallest) / Math.log(BUCKETS.growth));
    const place = Math.min(BUCKETS.count - 1, bucket);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#count += 1;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /** Percentile; `share` from 0 to 1; NaN if empty. */
  percentile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS.count; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(this.#max, BUCKETS.smallest * BUCKETS.growth ** (bucket - 0.5));
    }
    return this.#max;
  }

  get percentiles(): Percentiles {
    return { p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99), max: this.max };
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#max = 0;
  }
}
