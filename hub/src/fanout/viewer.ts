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
import { LinkRate } from './video/link-rate.ts';
import { VideoDelivery } from './video/video-delivery.ts';
import type { ViewerVideoOptions } from './video/viewer-video.ts';

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
  /** Of a viewer that asked for video; it must acknowledge. */
  readonly video?: Pick<ViewerVideoOptions, 'prefer' | 'allowance'> | undefined;
  readonly now?: () => number;
}

const NO_OWNER: ReaderOwner = { userId: '', name: '', address: '' };

export class Viewer implements Reader {
  readonly demand: ReaderDemand;
  readonly video: VideoDelivery | undefined;
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
  readonly #linkRate = new LinkRate();
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
    this.video = options.video && this.#openVideo({ ...options.video, ...this.demand });
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
      ...(this.video?.shown && { video: this.video.shown }),
    };
  }

  get #reason(): Flow['reason'] {
    if (this.#acknowledges && this.#flow.stalled(this.#now())) return 'stalled';
    const { reduced } = this.video?.tier === undefined ? this.#quality : this.video;
    return reduced ? 'narrow_link' : undefined;
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
      video: this.video?.shown,
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
    if (frame.ordinal <= this.#lastOrdinal || this.video?.skipsJpeg(now) === true || !this.#rate.admits(now)) return;
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

  skipsJpeg(nowMs: number): boolean {
    return this.video?.skipsJpeg(nowMs) === true;
  }

  /** The viewer has drawn or skipped all frames up to `seq`. Acknowledgements of unsent frames are ignored. */
  acknowledge(seq: number): void {
    const now = this.#now();
    this.#acknowledgements += 1;
    const acknowledged = this.#acknowledges ? this.#flow.acknowledged(seq, now) : undefined;
    if (!acknowledged) return;
    this.#measure.acknowledged(this.#cameraId, acknowledged.roundTripMs / 1000);
    this.#ages.add(acknowledged.ageMs);
    if (this.video) this.#linkRate.acknowledged(acknowledged, now);
    if (this.video?.shown === undefined) this.#quality.served(acknowledged, now);
    this.video?.decide(now);
    this.#takeWaiting(now);
    this.#sendFlowIfChanged();
  }

  /** The decoder of the viewer lost its state. */
  resetVideo(): void {
    this.video?.reset(this.#now());
    this.#sendFlowIfChanged();
  }

  tick(nowMs: number): void {
    this.#quality.tick(nowMs);
    this.video?.decide(nowMs);
    this.#takeWaiting(nowMs);
    this.#sendFlowIfChanged();
  }

  #takeWaiting(nowMs: number): void {
    const newest = this.#waiting;
    if (!newest || !this.#mayTake(nowMs)) return;
    if (this.video?.skipsJpeg(nowMs) === true) {
      this.#waiting = undefined;
      return;
    }
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
    this.#quality.delivered();
    this.video?.jpegSent(nowMs);
    this.#send(frame, nowMs);
  }

  #send(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#lastOrdinal = frame.ordinal;
    this.#sent += 1;
    this.#bytes += frame.message.length;
    const { video } = frame.header;
    const carried = video ? this.#counters.sentVideo[video.tier] : this.#counters.sent[frame.divisor];
    carried.frames += 1;
    carried.bytes += frame.message.length;
    this.#width = frame.header.width;
    if (this.#acknowledges) this.#flow.sent(frame.header.seq, nowMs, frame.message.length, frame.capturedAtMs);
    this.#sink.send(frame);
  }

  #openVideo(options: ViewerVideoOptions): VideoDelivery {
    const flow = this.#flow;
    const host = {
      lastOrdinal: () => this.#lastOrdinal,
      link: () => ({
        ...this.#linkRate.state,
        jpegReduced: false,
        roundTripMs: flow.smallestRoundTripMs ?? 0,
        ackEvery: flow.ackEvery,
      }),
      inFlight: (nowMs: number) => ({ frames: flow.inFlight, bytes: flow.bytesInFlight, oldestMs: flow.oldestAgeMs(nowMs) }),
      send: (frame: SharedFrame, nowMs: number) => this.#send(frame, nowMs),
      blocked: (nowMs: number) => {
        flow.blocked(nowMs);
        this.#drop('no_credit');
      },
    };
    return new VideoDelivery(host, options, this.#now());
  }

  #sendFlowIfChanged(): void {
    const flow = this.flow;
    const last = this.#lastFlow;
    if (isSameFlow(flow, last)) return;
    this.#lastFlow = flow;
    this.#sink.flow(flow);
  }
}

/** Whether nothing changed that a viewer acts on or shows. */
function isSameFlow(a: Flow, b: Flow): boolean {
  return a.ackEvery === b.ackEvery && a.window === b.window && a.width === b.width && a.reason === b.reason && a.video === b.video;
}
