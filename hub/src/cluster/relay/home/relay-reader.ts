/**
 * An edge hub as a reader of a camera's JPEGs. Unlike a viewer it always gets the size that it asked for, because its own
 * viewers have links of their own: frames without credit are skipped, not made smaller.
 */
import type { RenditionName } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { renditionFor } from '../../../fanout/quality.ts';
import type { ReaderDemand } from '../../../fanout/frames/demand.ts';
import type { Reader, ReaderReport } from '../../../fanout/reader.ts';
import { NewestOnCredit } from './newest-on-credit.ts';
import type { RelayCredit } from './relay-credit.ts';

export class RelayReader implements Reader {
  readonly demand: ReaderDemand;
  readonly #credit: RelayCredit;
  readonly #newest: NewestOnCredit;
  #rendition: RenditionName = 'full';

  constructor(credit: RelayCredit, demand: ReaderDemand) {
    this.#credit = credit;
    this.demand = demand;
    this.#newest = new NewestOnCredit({ credit, maxFps: demand.maxFps });
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
    this.#newest.offer(frame, this.#credit.now());
  }

  acknowledge(seq: number): void {
    this.#newest.acknowledge(seq);
  }

  tick(nowMs: number): void {
    this.#newest.takeWaiting(nowMs);
  }

  /** No frame is sent afterwards. */
  close(): void {
    this.#newest.close();
  }
}
