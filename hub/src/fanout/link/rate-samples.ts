/**
 * The rate of a link from its last measurements.
 *
 * A measured time contains delays of both event loops. For a small frame they are as long as the transfer, and they are
 * as often too short as too long, because the answer before the frame is delayed as well. So the slowest and the quickest
 * measurements are left out, and the bytes of the others are divided by their time: delays cancel out, and large frames
 * count most.
 */

/** Bytes, and what the link took for them. */
export interface RateSample {
  readonly bytes: number;
  readonly tookMs: number;
}

/** Samples that count, and those that make an estimate sure. */
const KEPT = 8;
const KEPT_OF_SURE = 3;
/** Part of the samples that is left out at each end, at least one. */
const EXTREME = 1 / 4;

export class RateSamples {
  #samples: readonly RateSample[] = [];
  #estimate: number | undefined;

  get areSure(): boolean {
    return this.#samples.length >= KEPT_OF_SURE;
  }

  /** Bytes per ms; that of the last sample while there are few. */
  get estimate(): number | undefined {
    return this.#estimate;
  }

  add(sample: RateSample): void {
    this.replace([...this.#samples.slice(1 - KEPT), sample]);
  }

  replace(samples: readonly RateSample[]): void {
    this.#samples = samples;
    // Kept, because it is asked for several times per frame.
    this.#estimate = rateOf(this.areSure ? withoutExtremes(samples) : samples.slice(-1));
  }
}

/** An answer that the hub read later than this, and by more than half of the whole time, tells little, ms. */
const READ_LATE_MS = 4;

/**
 * What a sample tells that the hub may have read late: nothing, unless the link is faster than known in any case, or
 * nothing is known yet.
 */
export function readSample({ bytes, tookMs }: RateSample, lateMs: number, known: number | undefined): RateSample | undefined {
  const isLate = lateMs > READ_LATE_MS && lateMs > tookMs / 2;
  if (!isLate) return { bytes, tookMs };
  if (known === undefined) return { bytes, tookMs: tookMs - lateMs };
  return bytes / (tookMs + lateMs) >= known ? { bytes, tookMs } : undefined;
}

export const bytesPerMs = ({ bytes, tookMs }: RateSample): number => bytes / tookMs;

function withoutExtremes(samples: readonly RateSample[]): readonly RateSample[] {
  const extremes = Math.max(1, Math.floor(samples.length * EXTREME));
  return samples.toSorted((a, b) => bytesPerMs(a) - bytesPerMs(b)).slice(extremes, -extremes);
}

function rateOf(samples: readonly RateSample[]): number | undefined {
  let [bytes, tookMs] = [0, 0];
  for (const sample of samples) {
    bytes += sample.bytes;
    tookMs += sample.tookMs;
  }
  return samples.length === 0 ? undefined : bytes / tookMs;
}
