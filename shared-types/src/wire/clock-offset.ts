interface Sample {
  readonly offsetUs: number;
  readonly roundTripUs: number;
  readonly receivedUs: number;
}

/** Older samples are forgotten, so that a drifting clock is followed, µs. */
const KEEP_US = 60_000_000;
/** A larger difference than this and the uncertainty of two samples is a clock that was set, µs. */
const STEP_US = 500_000;

/**
 * Another computer's clock minus ours, from questions and answers. The answer was made half a round trip ago (Cristian's
 * algorithm). The sample with the smallest round trip counts: queueing only adds to a round trip, so the fastest one is
 * the most symmetrical (as in NTP's clock filter, RFC 5905 §10).
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /**
   * All in µs, `sentUs` and `receivedUs` by our clock. Where the time of day may be set between the two, `sentUs` is
   * `receivedUs` minus a round trip that a monotonic clock measured.
   */
  add(sentUs: number, theirsUs: number, receivedUs: number): void {
    const roundTripUs = Math.max(0, receivedUs - sentUs);
    const sample = { offsetUs: Math.round(theirsUs - (sentUs + receivedUs) / 2), roundTripUs, receivedUs };
    const best = this.#best;
    // After a step of either clock, older samples are about another time.
    const isStep = best && Math.abs(sample.offsetUs - best.offsetUs) > STEP_US + (roundTripUs + best.roundTripUs) / 2;
    const kept = isStep ? [] : this.#samples.filter((before) => receivedUs - before.receivedUs < KEEP_US);
    this.#samples = [...kept, sample];
  }

  /** Our clock was set: the samples stay valid, counted from another zero. */
  ownClockJumped(byUs: number): void {
    this.#samples = this.#samples.map(({ offsetUs, roundTripUs, receivedUs }) => ({
      offsetUs: offsetUs - byUs,
      roundTripUs,
      receivedUs: receivedUs + byUs,
    }));
  }

  get isKnown(): boolean {
    return this.#samples.length > 0;
  }

  /** Their clock minus ours, µs; 0 before the first sample. */
  get offsetUs(): number {
    return this.#best?.offsetUs ?? 0;
  }

  /** Smallest recent round trip, µs; 0 before the first sample. */
  get roundTripUs(): number {
    return this.#best?.roundTripUs ?? 0;
  }

  /** Of equally fast samples the newest. */
  get #best(): Sample | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples) if (!best || sample.roundTripUs <= best.roundTripUs) best = sample;
    return best;
  }
}
