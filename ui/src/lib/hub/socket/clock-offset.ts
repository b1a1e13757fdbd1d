interface Sample {
  /** Monotonic clock, ms. */
  readonly atMs: number;
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

/** Older samples are dropped, so that clock drift is followed. */
const KEEP_MS = 60_000;
/** A larger difference between two samples means that a clock was set, here or at the hub. */
const STEP_MS = 500;

/** One exchange. The round trip uses the monotonic clock, because the time of day may be set in between. */
export interface Exchange {
  /** Monotonic clock of this computer, ms. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** Time of day of the hub, and of this computer when the answer arrived. */
  readonly hubMs: number;
  readonly nowMs: number;
}

/**
 * Hub clock minus local clock, from request and response times. Uses the sample with the smallest round trip:
 * queueing only adds delay, so the fastest trip is the most symmetrical (Cristian's algorithm, as in NTP's clock
 * filter).
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** Returns the best estimate, ms. */
  add({ sentAtMs, receivedAtMs, hubMs, nowMs }: Exchange): number {
    const roundTripMs = receivedAtMs - sentAtMs;
    const sample = { atMs: receivedAtMs, roundTripMs, offsetMs: hubMs - (nowMs - roundTripMs / 2) };
    const best = this.#best;
    // A clock was set: earlier samples no longer apply.
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
