/** Counters of a measurement. Times are in µs of the camera clock unless stated otherwise. */
import { seqDistance } from '@eyepiece/shared-types';
import type { Frame } from '../protocols/protocol.ts';
import { Distribution } from '../figures/statistics.ts';

/** A larger jump of the sequence means that the stream restarted, not that frames were lost. */
const JUMP_MAX = 1000;

/** Frames that the camera published, as seen by all viewers together: received frames and the gaps between them. */
export class PublishedCount {
  #count = 0;
  #newestSeq: number | undefined;
  #newestUs = 0;

  get count(): number {
    return this.#count;
  }

  /** Does nothing with frames that have no time. */
  add({ seq, capturedAtUs }: Frame): void {
    if (capturedAtUs === null || capturedAtUs <= this.#newestUs) return;
    const ahead = this.#newestSeq === undefined || seq === null ? 1 : seqDistance(seq, this.#newestSeq);
    this.#count += ahead > 0 && ahead <= JUMP_MAX ? ahead : 1;
    this.#newestSeq = seq ?? undefined;
    this.#newestUs = capturedAtUs;
  }
}

/** Frames that some viewers do not have yet. Without a bound, those that a viewer never gets would be kept. */
const INCOMPLETE_MAX = 10_000;

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
      const [oldest] = this.#arrivals.size > INCOMPLETE_MAX ? this.#arrivals.keys() : [];
      if (oldest !== undefined) this.#arrivals.delete(oldest);
      return;
    }
    this.#arrivals.delete(capturedAtUs);
    this.ageMs.add(ageMs);
  }
}

const NAMES_MAX = 50;

/** Counts by name. Names beyond a bound share one count, because servers choose them. */
export class NamedCounts {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    const known = this.#counts.has(name) || this.#counts.size < NAMES_MAX ? name : 'other';
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

/** One viewer during one measurement. */
export class ViewerTally {
  frames = 0;
  bytes = 0;
  outOfOrder = 0;
  repeated = 0;
  narrowestPx = Number.POSITIVE_INFINITY;
  /** Longest time without a frame, from the beginning of the measurement to its end. */
  longestGapMs = 0;
  #lastMs: number;
  #arrivals = 0;

  /** `beginMs`: when the measurement begins, as `performance.now()`. */
  constructor(beginMs: number) {
    this.#lastMs = beginMs;
  }

  add({ width }: Frame, bytes: number, repeated: boolean, late: boolean): void {
    this.frames += 1;
    this.bytes += bytes;
    if (repeated) this.repeated += 1;
    if (late) this.outOfOrder += 1;
    if (width !== null && width < this.narrowestPx) this.narrowestPx = width;
  }

  /** Called for each arrival. @returns the time since the arrival before; undefined for the first */
  arrived(nowMs: number): number | undefined {
    const gapMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (gapMs > this.longestGapMs) this.longestGapMs = gapMs;
    this.#arrivals += 1;
    return this.#arrivals > 1 ? gapMs : undefined;
  }

  end(nowMs: number): void {
    this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.#lastMs);
  }

  get silent(): boolean {
    return this.#arrivals === 0;
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
  /** Between the arrivals of two frames at one viewer. */
  readonly gapMs = new Distribution();
  /** Frames from the future: the clocks differ. */
  negativeAges = 0;
  reconnects = 0;
  readonly losses = new NamedCounts();
  readonly messages = new NamedCounts();
  readonly pictures = new NamedCounts();
  readonly faults = new NamedCounts();

  constructor(name: string, viewers: number, beginMs: number) {
    this.name = name;
    this.viewers = Array.from({ length: viewers }, () => new ViewerTally(beginMs));
  }
}
