/** An edge hub as a subscriber of a camera's samples. Without credit the newest frame waits. */
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import type { SampleSubscriber } from '../../../fanout/samples/sample-feed.ts';
import { NewestOnCredit } from './newest-on-credit.ts';
import type { RelayCredit } from './relay-credit.ts';

/** Large frames: so many are in flight at most, whatever the window of the connection. */
const IN_FLIGHT_MAX = 2;

export class RelaySamples implements SampleSubscriber {
  /** The edge hub asks only while a viewer of its own wants them. */
  readonly wantsSamples = true;
  readonly maxFps: number | undefined;
  readonly #newest: NewestOnCredit;

  constructor(credit: RelayCredit, maxFps: number | undefined) {
    this.maxFps = maxFps;
    this.#newest = new NewestOnCredit({ credit, maxFps, inFlightMax: IN_FLIGHT_MAX });
  }

  attach(): void {
    // Nothing is asked of the feed.
  }

  source(): void {
    // The edge hub decides for each of its viewers.
  }

  offer(frame: SharedFrame, nowMs: number): void {
    this.#newest.offer(frame, nowMs);
  }

  acknowledge(seq: number): void {
    this.#newest.acknowledge(seq);
  }

  /** No frame is sent afterwards. */
  close(): void {
    this.#newest.close();
  }
}
