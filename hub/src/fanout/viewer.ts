/** A viewer on a socket: credit window, one slot for the newest frame, and counters. */
import type { Flow } from '@eyepiece/shared-types';
import { FlowControl } from './flow-control.ts';
import { RateLimit, type Reader, type ReaderDemand } from './reader.ts';
import type { SharedFrame } from './shared-frame.ts';

/** Where a viewer's frames go; the socket layer implements it. */
export interface ViewerSink {
  /** Hands one frame to the transport. */
  send(frame: SharedFrame): void;
  /** Whether the transport holds nothing unsent. */
  readonly flushed: boolean;
  /** Tells the viewer how it is being served. */
  flow(flow: Flow): void;
}

export interface ViewerOptions extends ReaderDemand {
  readonly cameraId: string;
  readonly flow: 'ack' | 'none';
  readonly now?: () => number;
}

export class Viewer implements Reader {
  readonly demand: ReaderDemand;
  readonly #cameraId: string;
  readonly #sink: ViewerSink;
  readonly #acknowledges: boolean;
  readonly #rate: RateLimit;
  readonly #now: () => number;
  readonly #flow: FlowControl;
  #waiting: SharedFrame | undefined;
  #sent = 0;
  #dropped = 0;
  #width = 0;
  #told: Flow;

  constructor(sink: ViewerSink, options: ViewerOptions) {
    this.#sink = sink;
    this.#cameraId = options.cameraId;
    this.demand = { maxWidth: options.maxWidth, maxFps: options.maxFps };
    this.#acknowledges = options.flow === 'ack';
    this.#rate = new RateLimit(options.maxFps);
    this.#now = options.now ?? (() => performance.now());
    this.#flow = new FlowControl(this.#now());
    this.#told = this.flow;
  }

  get flow(): Flow {
    const stalled = this.#acknowledges && this.#flow.stalled(this.#now());
    const reason = stalled ? 'stalled' : this.#dropped > 0 && this.#flow.window === 1 ? 'narrow_link' : undefined;
    return {
      cameraId: this.#cameraId,
      ackEvery: this.#flow.ackEvery,
      window: this.#flow.window,
      width: this.#width,
      dropped: this.#dropped,
      ...(reason && { reason }),
    };
  }

  get statistics(): { sent: number; dropped: number; inFlight: number; waiting: boolean; roundTripMs: number | undefined } {
    return {
      sent: this.#sent,
      dropped: this.#dropped,
      inFlight: this.#flow.inFlight,
      waiting: this.#waiting !== undefined,
      roundTripMs: this.#flow.smallestRoundTripMs,
    };
  }

  offer(frame: SharedFrame): void {
    const now = this.#now();
    if (!this.#rate.admits(now)) return;
    if (this.#mayTake(now)) {
      this.#take(frame, now);
      return;
    }
    if (this.#acknowledges) this.#flow.blocked(now);
    if (this.#waiting || !this.#acknowledges) this.#dropped += 1;
    if (this.#acknowledges) this.#waiting = frame;
  }

  /** The viewer has drawn or skipped everything up to `seq`. What it says of frames it never got is ignored. */
  acknowledge(seq: number): void {
    const now = this.#now();
    if (!this.#acknowledges || !this.#flow.acknowledged(seq, now)) return;
    const newest = this.#waiting;
    if (newest && this.#mayTake(now)) this.#take(newest, now);
    this.#tellIfChanged();
  }

  tick(nowMs: number): void {
    const newest = this.#waiting;
    if (newest && this.#mayTake(nowMs)) this.#take(newest, nowMs);
    this.#tellIfChanged();
  }

  #mayTake(nowMs: number): boolean {
    return this.#acknowledges ? this.#flow.canSend(nowMs) : this.#sink.flushed;
  }

  #take(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#sent += 1;
    this.#width = frame.header.width;
    if (this.#acknowledges) this.#flow.sent(frame.header.seq, nowMs);
    this.#sink.send(frame);
  }

  #tellIfChanged(): void {
    const flow = this.flow;
    const told = this.#told;
    if (flow.ackEvery === told.ackEvery && flow.window === told.window && flow.width === told.width && flow.reason === told.reason) return;
    this.#told = flow;
    this.#sink.flow(flow);
  }
}
