/** An edge hub as a subscriber of a camera's samples. Without credit the newest frame waits. */
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { RateLimit } from '../../../fanout/sending/rate-limit.ts';
import type { SampleSubscriber } from '../../../fanout/samples/sample-feed.ts';
import type { RelayCredit } from './relay-credit.ts';

/** Large frames: so many are in flight at most, whatever the window of the connection. */
const IN_FLIGHT_MAX = 2;

export class RelaySamples implements SampleSubscriber {
  /** The edge hub asks only while a viewer of its own wants them. */
  readonly wantsSamples = true;
  readonly maxFps: number | undefined;
  readonly #credit: RelayCredit;
  readonly #rate: RateLimit;
  #waiting: SharedFrame | undefined;
  #closed = false;

  constructor(credit: RelayCredit, maxFps: number | undefined) {
    this.#credit = credit;
    this.maxFps = maxFps;
    this.#rate = new RateLimit(maxFps);
  }

  attach(): void {
    // Nothing is asked of the feed.
  }

  source(): void {
    // The edge hub decides for each of its viewers.
  }

  offer(frame: SharedFrame, nowMs: number): void {
    if (this.#closed || this.#credit.isOutdated(frame) || !this.#rate.admits(nowMs)) return;
    if (this.#mayTake(frame, nowMs)) {
      this.#waiting = undefined;
      this.#credit.send(frame, nowMs);
      return;
    }
    this.#credit.blocked(nowMs);
    if (this.#waiting) this.#credit.dropped();
    this.#waiting = frame;
  }

  acknowledge(seq: number): void {
    const nowMs = this.#credit.now();
    const waiting = this.#waiting;
    if (!this.#credit.acknowledge(seq, nowMs) || !waiting || !this.#mayTake(waiting, nowMs)) return;
    this.#waiting = undefined;
    if (!this.#credit.isOutdated(waiting)) this.#credit.send(waiting, nowMs);
  }

  /** No frame is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  #mayTake(frame: SharedFrame, nowMs: number): boolean {
    return this.#credit.inFlight < IN_FLIGHT_MAX && this.#credit.has(frame.message.length, nowMs);
  }
}
