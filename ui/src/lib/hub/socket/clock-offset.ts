interface Sample {
  /** By the monotonic clock. */
  readonly atMs: number;
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

/** Samples older than this are forgotten, so that a drifting clock is followed. */
const KEEP_MS = 60_000;
/** A larger difference between two samples is a clock that was set, here or at the hub. */
const STEP_MS = 500;

/** One exchange. The round trip is measured by the monotonic clock: the time of day may be set in between. */
export interface Exchange {
  /** By the monotonic clock of this computer. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** The hub's time of day, and this computer's when the answer came. */
  readonly hubMs: number;
  readonly nowMs: number;
}

/**
 * Hub clock minus ours, from question-and-answer times. The sample with the smallest round trip counts: queueing only
 * ever adds to a trip, so the fastest one is the most symmetrical (Cristian's algorithm, as NTP's clock filter uses it).
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** Returns the best estimate, ms. */
  add({ sentAtMs, receivedAtMs, hubMs, nowMs }: Exchange): number {
    const roundTripMs = receivedAtMs - sentAtMs;
    const sample = { atMs: receivedAtMs, roundTripMs, offsetMs: hubMs - (nowMs - roundTripMs / 2) };
    const best = this.#best;
    // One of the clocks was set: what was measured before is about another time.
    const isStep = best && Math.abs(sample.offsetMs - best.offsetMs) > STEP_MS + (roundTripMs + best.roundTripMs) / 2;
    const kept = isStep ? [] : this.#samples.filter(({ atMs }) => receivedAtMs - atMs < KEEP_MS);
    this.#samples = [...kept, sample];
    return (this.#best ?? sample).offsetMs;
  }

  get #best(): Sample | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples) if (!best || sample.roundTripMs < best.roundTripMs) best = sample;
    return best;
  }
}
