import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { RateLimit } from '../../../fanout/sending/rate-limit.ts';
import type { RelayCredit } from './relay-credit.ts';

interface NewestParts {
  readonly credit: RelayCredit;
  readonly maxFps: number | undefined;
  /** Limits what is in flight further than the credit does. */
  readonly inFlightMax?: number;
}

/** Sends frames of one kind while there is credit. Without it the newest one waits and replaces an older one. */
export class NewestOnCredit {
  readonly #credit: RelayCredit;
  readonly #rate: RateLimit;
  readonly #inFlightMax: number;
  #waiting: SharedFrame | undefined;
  #closed = false;

  constructor({ credit, maxFps, inFlightMax = Number.POSITIVE_INFINITY }: NewestParts) {
    this.#credit = credit;
    this.#rate = new RateLimit(maxFps);
    this.#inFlightMax = inFlightMax;
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
    if (this.#credit.acknowledge(seq, nowMs)) this.takeWaiting(nowMs);
  }

  takeWaiting(nowMs: number): void {
    const frame = this.#waiting;
    if (!frame || !this.#mayTake(frame, nowMs)) return;
    this.#waiting = undefined;
    if (!this.#credit.isOutdated(frame)) this.#credit.send(frame, nowMs);
  }

  /** No frame is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  #mayTake(frame: SharedFrame, nowMs: number): boolean {
    return this.#credit.inFlight < this.#inFlightMax && this.#credit.has(frame.message.length, nowMs);
  }
}
