interface Sample {
  readonly atMs: number;
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

/** Samples older than this are forgotten, so that a drifting clock is followed. */
const KEEP_MS = 60_000;

/**
 * Hub clock minus ours, from question-and-answer times. The sample with the smallest round trip counts: queueing only
 * ever adds to a trip, so the fastest one is the most symmetrical (Cristian's algorithm, as NTP's clock filter uses it).
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** Times in ms since the epoch; returns the best estimate, ms. */
  add(sentMs: number, hubMs: number, receivedMs: number): number {
    const sample = { atMs: receivedMs, roundTripMs: receivedMs - sentMs, offsetMs: hubMs - (sentMs + receivedMs) / 2 };
    this.#samples = [...this.#samples.filter((kept) => receivedMs - kept.atMs < KEEP_MS), sample];
    return this.#samples.reduce((best, next) => (next.roundTripMs < best.roundTripMs ? next : best)).offsetMs;
  }
}
