/**
 * Estimates the offset of another host's clock from request–response pairs.
 * Cristian's algorithm: the response was created half a round trip ago. Of the recent samples, the one with the
 * smallest round trip has the least queueing and is used, as in NTP's clock filter (RFC 5905 §10).
 */
const SAMPLES_KEPT = 16;
/** A larger difference between two samples is a step, not drift. */
const STEP_US = 500_000;

interface Sample {
  readonly offsetUs: number;
  readonly roundTripUs: number;
}

export class ClockOffset {
  #samples: Sample[] = [];

  /** All in µs: the own clock at sending and receiving, and the other clock in between. */
  add(sentUs: number, theirsUs: number, receivedUs: number): void {
    const roundTripUs = Math.max(0, receivedUs - sentUs);
    const offsetUs = Math.round(theirsUs - (sentUs + receivedUs) / 2);
    // One of the clocks was set: earlier samples are invalid.
    if (this.isKnown && Math.abs(offsetUs - this.offsetUs) > STEP_US + roundTripUs + this.roundTripUs) this.#samples.length = 0;
    this.#samples.push({ offsetUs, roundTripUs });
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** Adjusts earlier samples after a jump of the own clock. */
  ownClockJumped(byUs: number): void {
    this.#samples = this.#samples.map(({ offsetUs, roundTripUs }) => ({ offsetUs: offsetUs - byUs, roundTripUs }));
  }

  get isKnown(): boolean {
    return this.#samples.length > 0;
  }

  get #best(): Sample | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples) if (!best || sample.roundTripUs <= best.roundTripUs) best = sample;
    return best;
  }

  /** The other clock minus the own one, µs; 0 before the first sample. */
  get offsetUs(): number {
    return this.#best?.offsetUs ?? 0;
  }

  /** Smallest recent round trip, µs; 0 before the first sample. */
  get roundTripUs(): number {
    return this.#best?.roundTripUs ?? 0;
  }
}
