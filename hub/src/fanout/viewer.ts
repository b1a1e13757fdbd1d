/** A viewer on a socket: credit window, slot for the newest frame, choice of rendition, and counters. */
import type { Flow } from '@eyepiece/shared-types';
import { nowUs } from '../process/host-clock.ts';
import { Ages } from './ages.ts';
import { FlowControl } from './flow-control.ts';
import { Quality } from './quality.ts';
import { NO_MEASUREMENTS, StreamCounters, type FanoutMeasurements } from './counters.ts';
import { RateLimit, type Reader, type ReaderDemand, type ReaderOwner, type ReaderReport } from './reader.ts';
import { divisorFor, type Divisor } from './frames/rendition.ts';
import type { SharedFrame } from './frames/shared-frame.ts';

/** The transport of a viewer, implemented by the socket layer. */
export interface ViewerSink {
  /** Writes one frame. */
  send(frame: SharedFrame): void;
  /** Whether the transport has no unsent data. */
  readonly flushed: boolean;
  /** Sends flow information to the viewer. */
  flow(flow: Flow): void;
}

export interface ViewerOptions extends ReaderDemand {
  readonly owner?: ReaderOwner;
  readonly counters?: StreamCounters;
  readonly measurements?: FanoutMeasurements;
  readonly cameraId: string;
  readonly flow: 'ack' | 'none';
  readonly now?: () => number;
}

const NO_OWNER: ReaderOwner = { userId: '', name: '', address: '' };

export class Viewer implements Reader {
  readonly demand: ReaderDemand;
  readonly #cameraId: string;
  readonly #sink: ViewerSink;
  readonly #owner: ReaderOwner;
  readonly #counters: StreamCounters;
  readonly #measure: FanoutMeasurements;
  readonly #acknowledges: boolean;
  readonly #rate: RateLimit;
  readonly #now: () => number;
  readonly #flow: FlowControl;
  readonly #quality: Quality;
  readonly #sinceUs = nowUs();
  readonly #ages = new Ages();
  #waiting: SharedFrame | undefined;
  #lastOrdinal = -1;
  #sent = 0;
  #bytes = 0;
  #acknowledgements = 0;
  #dropped = 0;
  #width = 0;
  #lastFlow: Flow;

  constructor(sink: ViewerSink, options: ViewerOptions) {
    this.#sink = sink;
    this.#cameraId = options.cameraId;
    this.demand = { maxWidth: options.maxWidth, maxFps: options.maxFps };
    this.#owner = options.owner ?? NO_OWNER;
    this.#counters = options.counters ?? new StreamCounters();
    this.#measure = options.measurements ?? NO_MEASUREMENTS;
    this.#acknowledges = options.flow === 'ack';
    this.#rate = new RateLimit(options.maxFps);
    this.#now = options.now ?? (() => performance.now());
    this.#flow = new FlowControl(this.#now());
    this.#quality = new Quality(this.#now());
    this.#lastFlow = this.flow;
  }

  get divisor(): Divisor {
    return this.#quality.divisor;
  }

  get flow(): Flow {
    const reason = this.#reason;
    return {
      cameraId: this.#cameraId,
      ackEvery: this.#flow.ackEvery,
      window: this.#flow.window,
      width: this.#width,
      dropped: this.#dropped,
      ...(reason && { reason }),
    };
  }

  get #reason(): Flow['reason'] {
    if (this.#acknowledges && this.#flow.stalled(this.#now())) return 'stalled';
    return this.#quality.reduced ? 'narrow_link' : undefined;
  }

  /** Bytes of frames that are sent but not acknowledged. */
  get bytesInFlight(): number {
    return this.#flow.bytesInFlight;
  }

  get report(): ReaderReport {
    const { window, ackEvery, inFlight, smallestRoundTripMs } = this.#flow;
    return {
      ...this.#owner,
      kind: 'socket',
      sinceUs: this.#sinceUs,
      sent: this.#sent,
      bytes: this.#bytes,
      acknowledgements: this.#acknowledgements,
      width: this.#width,
      age: this.#ages.recent,
      reason: this.#reason,
      dropped: this.#dropped,
      divisor: this.divisor,
      ...(this.#acknowledges && { window, ackEvery, inFlight, stalled: this.#flow.stalled(this.#now()) }),
      ...(smallestRoundTripMs !== undefined && { smallestRoundTripMs }),
    };
  }

  sourceWidth(width: number): void {
    this.#quality.cap(divisorFor(width, this.demand.maxWidth));
  }

  offer(frame: SharedFrame): void {
    const now = this.#now();
    // Encoding takes time: after a change of size, a frame older than the last one sent may arrive.
    if (frame.ordinal <= this.#lastOrdinal || !this.#rate.admits(now)) return;
    this.#quality.offered();
    if (this.#mayTake(now)) {
      this.#take(frame, now);
      return;
    }
    if (!this.#acknowledges) {
      this.#drop('socket_full');
      return;
    }
    this.#flow.blocked(now);
    if (this.#waiting) this.#drop('no_credit');
    this.#waiting = frame;
  }

  /** The viewer has drawn or skipped all frames up to `seq`. Acknowledgements of unsent frames are ignored. */
  acknowledge(seq: number): void {
    const now = this.#now();
    this.#acknowledgements += 1;
    const acknowledged = this.#acknowledges ? this.#flow.acknowledged(seq, now) : undefined;
    if (!acknowledged) return;
    this.#measure.acknowledged(this.#cameraId, acknowledged.roundTripMs / 1000);
    this.#ages.add(acknowledged.ageMs);
    this.#quality.served(acknowledged, now);
    this.#takeWaiting(now);
    this.#sendFlowIfChanged();
  }

  tick(nowMs: number): void {
    this.#quality.tick(nowMs);
    this.#takeWaiting(nowMs);
    this.#sendFlowIfChanged();
  }

  #takeWaiting(nowMs: number): void {
    const newest = this.#waiting;
    if (!newest || !this.#mayTake(nowMs)) return;
    if (newest.divisor < this.divisor) {
      // Too large since the viewer was switched down; the next frame of the right size follows.
      this.#waiting = undefined;
      this.#drop('no_credit');
      return;
    }
    this.#take(newest, nowMs);
  }

  #drop(reason: 'no_credit' | 'socket_full'): void {
    this.#dropped += 1;
    this.#counters.dropped[reason] += 1;
  }

  #mayTake(nowMs: number): boolean {
    return this.#acknowledges ? this.#flow.canSend(nowMs) : this.#sink.flushed;
  }

  #take(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#lastOrdinal = frame.ordinal;
    this.#sent += 1;
    this.#bytes += frame.message.length;
    const carried = this.#counters.sent[frame.divisor];
    carried.frames += 1;
    carried.bytes += frame.message.length;
    this.#width = frame.header.width;
    this.#quality.delivered();
    if (this.#acknowledges) this.#flow.sent(frame.header.seq, nowMs, frame.message.length, frame.capturedAtMs);
    this.#sink.send(frame);
  }

  #sendFlowIfChanged(): void {
    const flow = this.flow;
    const last = this.#lastFlow;
    if (flow.ackEvery === last.ackEvery && flow.window === last.window && flow.width === last.width && flow.reason === last.reason) return;
    this.#lastFlow = flow;
    this.#sink.flow(flow);
  }
}
