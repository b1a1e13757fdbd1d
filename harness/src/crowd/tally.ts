/** Counters of a measurement. Times are in µs of the camera clock unless stated otherwise. */
import { seqDistance } from '@eyepiece/shared-types';
import type { FrameHead } from '../viewer/frame-head.ts';
import { Distribution } from '../statistics.ts';

/** A larger jump of the sequence means that the stream restarted, not that frames were lost. */
const JUMP_MAX = 1000;

/** Frames that the camera published, as seen by all viewers together: received frames and the gaps between them. */
export class PublishedCount {
  #count = 0;
  #newest: FrameHead | undefined;

  get count(): number {
    return this.#count;
  }

  add(frame: FrameHead): void {
    const newest = this.#newest;
    if (newest && frame.capturedAtUs <= newest.capturedAtUs) return;
    const ahead = newest ? seqDistance(frame.seq, newest.seq) : 1;
    this.#count += ahead > 0 && ahead <= JUMP_MAX ? ahead : 1;
    this.#newest = frame;
  }
}

/** Time from capture until the last viewer had the frame. */
export class LastViewer {
  readonly ageMs = new Distribution();
  readonly #viewers: number;
  readonly #arrivals = new Map<number, number>();

  constructor(viewers: number) {
    this.#viewers = viewers;
  }

  add(capturedAtUs: number, ageMs: number): void {
    const arrived = (this.#arrivals.get(capturedAtUs) ?? 0) + 1;
    if (arrived < this.#viewers) {
      this.#arrivals.set(capturedAtUs, arrived);
      return;
    }
    this.#arrivals.delete(capturedAtUs);
    this.ageMs.add(ageMs);
  }
}

/** One viewer during one measurement. */
export class ViewerTally {
  frames = 0;
  bytes = 0;
  outOfOrder = 0;
  narrowestPx = Number.POSITIVE_INFINITY;
  #newestUs = 0;

  add(frame: FrameHead, bytes: number): void {
    this.frames += 1;
    this.bytes += bytes;
    if (frame.capturedAtUs <= this.#newestUs) this.outOfOrder += 1;
    else this.#newestUs = frame.capturedAtUs;
    if (frame.width < this.narrowestPx) this.narrowestPx = frame.width;
  }
}

/** Viewers of one kind during one measurement. */
export class GroupTally {
  readonly name: string;
  readonly viewers: readonly ViewerTally[];
  /** Capture to arrival, of each frame. */
  readonly ageMs = new Distribution();
  /** Age of a viewer's newest picture over time. It also grows while no frames arrive. */
  readonly onScreenMs = new Distribution();
  reconnects = 0;

  constructor(name: string, viewers: number) {
    this.name = name;
    this.viewers = Array.from({ length: viewers }, () => new ViewerTally());
  }
}
