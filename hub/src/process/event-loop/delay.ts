/** The delay of the event loop: by how much a timer of this process is late. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Interval of the timer, ms. Each call wakes a process that has nothing else to do. */
const EVERY_MS = 50;
/** A longer delay counts as this one, ns. */
const LONGEST_NS = 3_600_000_000_000;

interface Parts {
  readonly everyMs?: number;
  readonly now?: () => number;
}

/** One timer for all who read the delay. */
export class EventLoopDelay {
  readonly #everyMs: number;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #histograms: RecordableHistogram[] = [];
  #calledAtMs: number;

  constructor({ everyMs = EVERY_MS, now = () => performance.now() }: Parts = {}) {
    this.#everyMs = everyMs;
    this.#now = now;
    this.#calledAtMs = now();
    this.#timer = setInterval(() => this.#record(), everyMs).unref();
  }

  /** @returns delays from now on, ns. Each reader has its own histogram, because it resets it. */
  histogram(): RecordableHistogram {
    const histogram = createHistogram({ lowest: 1, highest: LONGEST_NS, figures: 2 });
    this.#histograms.push(histogram);
    return histogram;
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
  }

  #record(): void {
    const nowMs = this.#now();
    const lateMs = nowMs - this.#calledAtMs - this.#everyMs;
    this.#calledAtMs = nowMs;
    const lateNs = Math.min(LONGEST_NS, Math.max(1, Math.round(lateMs * 1e6)));
    for (const histogram of this.#histograms) histogram.record(lateNs);
  }
}
