/** The credit of an edge hub for one kind of frames: sends them, and counts what is not acknowledged. */
import type { Flow } from '@eyepiece/shared-types';
import { Ages } from '../../../fanout/ages.ts';
import type { FanoutMeasurements, StreamCounters } from '../../../fanout/counters.ts';
import { FlowControl } from '../../../fanout/flow-control.ts';
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { Tally, type ReaderOwner, type ReaderReport } from '../../../fanout/reader.ts';

/** Frames of a camera may be large: this much is in flight at most, bytes. */
const IN_FLIGHT_MAX_BYTES = 64 * 1024 * 1024;

export interface RelaySink {
  send(frame: SharedFrame): void;
  /** Tells the edge to acknowledge every so many frames. */
  flow(ackEvery: number): void;
}

export interface RelayCreditParts {
  readonly cameraId: string;
  readonly sink: RelaySink;
  readonly owner: ReaderOwner;
  readonly counters: StreamCounters;
  readonly measurements: FanoutMeasurements;
  readonly now?: () => number;
}

export class RelayCredit {
  readonly now: () => number;
  readonly #parts: RelayCreditParts;
  readonly #flow: FlowControl;
  readonly #ages = new Ages();
  readonly #tally = new Tally();
  #ackEvery = 1;
  /** Place of the last frame that was sent. */
  #lastOrdinal = -1;

  constructor(parts: RelayCreditParts) {
    this.#parts = parts;
    this.now = parts.now ?? (() => performance.now());
    this.#flow = new FlowControl(this.now());
  }

  get inFlight(): number {
    return this.#flow.inFlight;
  }

  get window(): number {
    return this.#flow.window;
  }

  get bytesInFlight(): number {
    return this.#flow.bytesInFlight;
  }

  /** Whether the frame is not newer than the last one sent. */
  isOutdated({ ordinal }: SharedFrame): boolean {
    return ordinal <= this.#lastOrdinal;
  }

  has(bytes: number, nowMs: number): boolean {
    if (this.#flow.inFlight === 0) return true;
    return this.#flow.canSend(nowMs) && this.#flow.bytesInFlight + bytes <= IN_FLIGHT_MAX_BYTES;
  }

  send(frame: SharedFrame, nowMs: number): void {
    const { seq, width } = frame.header;
    const bytes = frame.message.length;
    this.#lastOrdinal = frame.ordinal;
    this.#tally.sentFrame(bytes, width);
    this.#parts.counters.sentFrame(frame.rendition, frame.header, bytes);
    this.#flow.sent(seq, nowMs, bytes, frame.capturedAtMs);
    this.#parts.sink.send(frame);
  }

  /** A frame waits or is dropped for lack of credit. */
  blocked(nowMs: number): void {
    this.#flow.blocked(nowMs);
    this.#tellFlow();
  }

  dropped(): void {
    this.#tally.droppedFrame();
    this.#parts.counters.dropped.no_credit += 1;
  }

  /** @returns whether a frame with this number was in flight */
  acknowledge(seq: number, nowMs: number): boolean {
    this.#tally.acknowledged();
    const acknowledged = this.#flow.acknowledged(seq, nowMs);
    if (!acknowledged) return false;
    this.#ages.add(acknowledged.ageMs);
    this.#parts.measurements.acknowledged(this.#parts.cameraId, acknowledged.roundTripMs / 1000);
    this.#tellFlow();
    return true;
  }

  report(now: Pick<ReaderReport, 'rendition' | 'video' | 'samples'>): ReaderReport {
    const flow = this.#flow.report(this.now());
    const reason: Flow['reason'] = flow.stalled ? 'stalled' : undefined;
    return {
      ...this.#parts.owner,
      kind: 'socket',
      ...this.#tally.report,
      age: this.#ages.recent,
      ...now,
      ...flow,
      reason,
    };
  }

  #tellFlow(): void {
    const { ackEvery } = this.#flow;
    if (ackEvery === this.#ackEvery) return;
    this.#ackEvery = ackEvery;
    this.#parts.sink.flow(ackEvery);
  }
}
