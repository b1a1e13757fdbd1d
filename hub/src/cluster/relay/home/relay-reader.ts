/**
 * An edge hub as a reader of a camera's JPEGs. Unlike a viewer it always gets the size that it asked for, because its own
 * viewers have links of their own: frames without credit are skipped, not made smaller.
 */
import type { RenditionName } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { renditionFor } from '../../../fanout/quality.ts';
import { RateLimit } from '../../../fanout/sending/rate-limit.ts';
import type { ReaderDemand } from '../../../fanout/frames/demand.ts';
import type { Reader, ReaderReport } from '../../../fanout/reader.ts';
import type { RelayCredit } from './relay-credit.ts';

export class RelayReader implements Reader {
  readonly demand: ReaderDemand;
  readonly #credit: RelayCredit;
  readonly #rate: RateLimit;
  #rendition: RenditionName = 'full';
  /** The newest frame, while there is no credit. */
  #waiting: SharedFrame | undefined;
  #closed = false;

  constructor(credit: RelayCredit, demand: ReaderDemand) {
    this.#credit = credit;
    this.demand = demand;
    this.#rate = new RateLimit(demand.maxFps);
  }

  get rendition(): RenditionName {
    return this.#rendition;
  }

  get report(): ReaderReport {
    return this.#credit.report({ rendition: this.#rendition });
  }

  sourceWidth(width: number): void {
    this.#rendition = renditionFor(width, this.demand.maxWidth);
  }

  offer(frame: SharedFrame): void {
    const nowMs = this.#credit.now();
    if (this.#closed || this.#credit.isOutdated(frame) || !this.#rate.admits(nowMs)) return;
    if (this.#credit.has(frame.message.length, nowMs)) {
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
    if (this.#credit.acknowledge(seq, nowMs)) this.#takeWaiting(nowMs);
  }

  tick(nowMs: number): void {
    this.#takeWaiting(nowMs);
  }

  /** No frame is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  #takeWaiting(nowMs: number): void {
    const frame = this.#waiting;
    if (!frame || this.#closed || !this.#credit.has(frame.message.length, nowMs)) return;
    this.#waiting = undefined;
    if (!this.#credit.isOutdated(frame)) this.#credit.send(frame, nowMs);
  }
}
