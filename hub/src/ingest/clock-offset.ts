/**
 * Offset between another host's clock and ours from request–answer pairs.
 * Cristian's algorithm: the answer was made half a round trip ago; of the recent samples the one with the
 * smallest round trip has the least queueing in it, so it is the one believed (as NTP's clock filter does, RFC 5905 §10).
 */
const SAMPLES_KEPT = 16;
/** Clocks drift by less between two samples; more is a step. */
const STEP_US = 500_000;

interface Sample {
  readonly offsetUs: number;
  readonly roundTripUs: number;
}

export class ClockOffset {
  #samples: Sample[] = [];

  /** All in µs: our clock at sending and receiving, and the other's clock in between. */
  add(sentUs: number, theirsUs: number, receivedUs: number): void {
    const roundTripUs = Math.max(0, receivedUs - sentUs);
    const offsetUs = Math.round(theirsUs - (sentUs + receivedUs) / 2);
    // One of the clocks was set: what was measured before is about another time.
    if (this.isKnown && Math.abs(offsetUs - this.offsetUs) > STEP_US + roundTripUs + this.roundTripUs) this.#samples.length = 0;
    this.#samples.push({ offsetUs, roundTripUs });
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** Our clock was set: what was measured before holds, from another zero. */
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

  /** Their clock minus ours, µs; 0 before the first sample. */
  get offsetUs(): number {
    return this.#best?.offsetUs ?? 0;
  }

  /** Smallest recent round trip, µs; 0 before the first sample. */
  get roundTripUs(): number {
    return this.#best?.roundTripUs ?? 0;
  }
}
