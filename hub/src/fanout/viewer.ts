/** A viewer on a socket: credit window, slot for the newest frame, choice of rendition, and counters. */
import { isBetterRendition, reducedQuality, type Flow, type RenditionName } from '@eyepiece/shared-types';
import { Ages } from './ages.ts';
import { FlowControl } from './flow-control.ts';
import { NO_LOAD, type HubLoad } from './link/hub-load.ts';
import type { LinkState } from './link/link-state.ts';
import { ViewerLink, type ViewerSink } from './link/viewer-link.ts';
import { Quality, renditionFor } from './quality.ts';
import { NO_MEASUREMENTS, StreamCounters, type FanoutMeasurements } from './counters.ts';
import { NO_OWNER, RateLimit, Tally, type Reader, type ReaderReport, type ViewerOptions } from './reader.ts';
import type { SharedFrame } from './frames/shared-frame.ts';
import { Sizes } from './frames/sizes.ts';
import { LinkRate } from './video/link-rate.ts';
import { VideoDelivery } from './video/video-delivery.ts';
import type { ViewerVideoOptions } from './video/viewer-video.ts';

/** Without a new frame for this long, the last one may be sent again in a better rendition, ms. */
const BETTER_AFTER_MS = 500;
/** The hub has not read its input for so long: frames and answers have piled up, ms. */
const BEHIND_MS = 100;

export class Viewer implements Reader {
  readonly demand: Reader['demand'];
  readonly video: VideoDelivery | undefined;
  readonly #cameraId: string;
  readonly #sink: ViewerSink;
  readonly #owner: NonNullable<ViewerOptions['owner']>;
  readonly #counters: StreamCounters;
  readonly #measure: FanoutMeasurements;
  readonly #acknowledges: boolean;
  readonly #rate: RateLimit;
  readonly #now: () => number;
  readonly #load: HubLoad;
  readonly #flow: FlowControl;
  readonly #quality: Quality;
  readonly #linkRate = new LinkRate();
  readonly #link: ViewerLink;
  readonly #tally = new Tally();
  readonly #ages = new Ages();
  #waiting: SharedFrame | undefined;
  #lastOrdinal = -1;
  #acknowledgements = 0;
  #rendition: RenditionName = 'full';
  #sentAtMs = Number.NEGATIVE_INFINITY;
  /** Offered again by the stream, so that it may be sent twice. */
  #betterOrdinal = -1;
  #closed = false;
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
    this.#load = options.load ?? NO_LOAD;
    const startMs = this.#now();
    this.#flow = new FlowControl(startMs);
    this.#link = new ViewerLink(sink, { now: this.#now, load: this.#load }, (nowMs) => this.#answered(nowMs));
    this.#quality = new Quality(options.sizes ?? new Sizes(), this.#acknowledges || sink.canPing, startMs);
    this.video = options.video && this.#openVideo({ ...options.video, ...this.demand });
    this.#lastFlow = this.flow;
  }

  get rendition(): RenditionName {
    return this.#quality.rendition;
  }

  get linkState(): LinkState {
    return this.#link.state(this.#quality.reduced, this.#now());
  }

  get flow(): Flow {
    const reason = this.#reason;
    const quality = reducedQuality(this.#rendition);
    return {
      cameraId: this.#cameraId,
      ackEvery: this.#flow.ackEvery,
      window: this.#flow.window,
      width: this.#tally.width,
      ...(quality !== undefined && { quality }),
      dropped: this.#tally.dropped,
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
    const { bytesPerSecond } = this.linkState;
    return {
      ...this.#owner,
      kind: 'socket',
      ...this.#tally.report,
      acknowledgements: this.#acknowledgements,
      age: this.#ages.recent,
      reason: this.#reason,
      rendition: this.rendition,
      video: this.video?.shown,
      ...(this.#acknowledges && { window, ackEvery, inFlight, stalled: this.#flow.stalled(this.#now()) }),
      ...(smallestRoundTripMs !== undefined && { smallestRoundTripMs }),
      ...(bytesPerSecond !== undefined && { linkBytesPerSecond: bytesPerSecond }),
    };
  }

  sourceWidth(width: number): void {
    this.#quality.cap(renditionFor(width, this.demand.maxWidth));
  }

  offer(frame: SharedFrame): void {
    const now = this.#now();
    // Encoding takes time: after a change of size, a frame older than the last one sent may arrive.
    if (this.#isOutdated(frame) || this.video?.skipsJpeg(now) === true || !this.#rate.admits(now)) return;
    this.#quality.offered(now);
    if (this.#mayTake(frame, now)) {
      this.#take(frame, now);
      return;
    }
    this.#quality.measured(this.#link.measured(now), now); // an answer may be overdue
    if (!this.#acknowledges) {
      this.#drop('socket_full');
      return;
    }
    if (this.#hasCredit(now)) this.#flow.heldBack(now);
    else this.#flow.blocked(now);
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
    const acknowledged = this.#acknowledges ? this.#flow.acknowledged(seq, now, this.#load.readUntil(now)) : undefined;
    if (!acknowledged) return;
    this.#measure.acknowledged(this.#cameraId, acknowledged.roundTripMs / 1000);
    this.#ages.add(acknowledged.ageMs);
    if (this.video) this.#linkRate.acknowledged(acknowledged, now);
    this.#link.acknowledged(acknowledged.count, now);
    if (this.video?.shown === undefined) {
      const link = this.#link.isMeasurable ? this.#link.measured(now) : undefined;
      if (this.#quality.served(acknowledged, link, now)) this.#link.doubt();
    }
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
    this.#link.tick(nowMs);
    this.#flow.isOnlyTold = this.#acknowledges && !this.#link.isMeasurable;
    if (this.#link.isMeasurable) this.#quality.measured(this.#link.measured(nowMs), nowMs);
    else this.#quality.unmeasurable(this.#acknowledges);
    this.#quality.tick(nowMs);
    this.video?.decide(nowMs);
    this.#takeWaiting(nowMs);
    this.#sendFlowIfChanged();
  }

  /** Takes a frame as it is. While nothing is known about the link, a viewer may decode what the hub cannot. */
  offerUnmade(frame: SharedFrame): void {
    if (this.#quality.isStarting) this.offer(frame);
  }

  /** A camera that waits for its trigger sends no next frame: the one that was sent small comes again. */
  wantsBetter(newest: SharedFrame, nowMs: number): boolean {
    if (newest.ordinal !== this.#lastOrdinal || this.#waiting || nowMs - this.#sentAtMs < BETTER_AFTER_MS) return false;
    if (!isBetterRendition(this.rendition, this.#rendition) || newest.ordinal === this.#betterOrdinal) return false;
    this.#betterOrdinal = newest.ordinal;
    return true;
  }

  /** No frame is sent afterwards. Answers to pings may still come. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  #answered(nowMs: number): void {
    if (this.#closed) return;
    this.#quality.measured(this.#link.measured(nowMs), nowMs);
    this.video?.decide(nowMs);
    this.#takeWaiting(nowMs);
    this.#sendFlowIfChanged();
  }

  /** A frame that is not newer than the last one, unless the stream offers it again. */
  #isOutdated({ ordinal, rendition }: SharedFrame): boolean {
    if (ordinal === this.#lastOrdinal && ordinal === this.#betterOrdinal) return !isBetterRendition(rendition, this.#rendition);
    return ordinal <= this.#lastOrdinal;
  }

  #takeWaiting(nowMs: number): void {
    const newest = this.#waiting;
    if (!newest || !this.#mayTake(newest, nowMs)) return;
    if (this.video?.skipsJpeg(nowMs) === true) {
      this.#waiting = undefined;
      return;
    }
    if (isBetterRendition(newest.rendition, this.rendition) && !this.#quality.carries(newest.message.length)) {
      // Too large since the viewer was switched down; the next frame of the right size follows.
      this.#waiting = undefined;
      this.#drop('no_credit');
      return;
    }
    this.#take(newest, nowMs);
  }

  #drop(reason: 'no_credit' | 'socket_full'): void {
    this.#tally.droppedFrame();
    this.#counters.dropped[reason] += 1;
  }

  #hasCredit(nowMs: number): boolean {
    // On a narrow link, queueing is bounded in bytes. With a window of one it would be idle during each round trip.
    return this.#acknowledges ? this.#flow.canSend(nowMs, this.#quality.linkLimits ? 2 : 1, this.#load.readUntil) : this.#sink.flushed;
  }

  #mayTake(frame: SharedFrame, nowMs: number): boolean {
    const bytes = frame.message.length;
    return this.#hasCredit(nowMs) && this.#link.hasRoom(bytes) && this.#flow.hasRoom(bytes);
  }

  #take(frame: SharedFrame, nowMs: number): void {
    this.#quality.delivered(frame.message.length);
    this.video?.jpegSent(nowMs);
    this.#send(frame, nowMs);
  }

  #send(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#lastOrdinal = frame.ordinal;
    this.#tally.sentFrame(frame.message.length, frame.header.width);
    const { video } = frame.header;
    this.#counters.sentFrame(frame.rendition, video?.tier, frame.message.length);
    this.#rendition = frame.rendition;
    this.#sentAtMs = nowMs;
    if (this.#acknowledges) this.#flow.sent(frame.header.seq, nowMs, frame.message.length, frame.capturedAtMs);
    this.#link.send(frame, nowMs);
  }

  #openVideo(options: ViewerVideoOptions): VideoDelivery {
    const flow = this.#flow;
    const host = {
      lastOrdinal: () => this.#lastOrdinal,
      link: () => {
        const tellsArrivals = this.#link.isMeasurable;
        const link = tellsArrivals ? this.linkState : { ...this.#linkRate.state, jpegReduced: false, roundTripMs: undefined };
        return { ...link, roundTripMs: flow.smallestRoundTripMs ?? link.roundTripMs ?? 0, ackEvery: flow.ackEvery, tellsArrivals };
      },
      inFlight: (nowMs: number) => {
        // A healthy viewer acknowledges late. What it has not acknowledged may have arrived.
        const bytes = this.#link.isMeasurable ? Math.min(flow.bytesInFlight, this.#link.unansweredBytes) : flow.bytesInFlight;
        return { frames: flow.inFlight, bytes, oldestMs: flow.oldestAgeMs(this.#load.readUntil(nowMs)) };
      },
      isBehind: (nowMs: number) => nowMs - this.#load.readUntil(nowMs) > BEHIND_MS,
      send: (frame: SharedFrame, nowMs: number) => this.#send(frame, nowMs),
      blocked: (nowMs: number) => {
        flow.blocked(nowMs);
        this.#drop('no_credit');
      },
    };
    return new VideoDelivery(host, options, this.#now());
  }

  /** Compares without creating objects, because each acknowledgement asks for it. */
  #sendFlowIfChanged(): void {
    const { ackEvery, window, width, quality, reason, video } = this.#lastFlow;
    const isServedAlike = this.#flow.ackEvery === ackEvery && this.#flow.window === window && this.#reason === reason;
    const isShownAlike = this.#tally.width === width && reducedQuality(this.#rendition) === quality && this.video?.shown === video;
    if (isServedAlike && isShownAlike) return;
    this.#lastFlow = this.flow;
    this.#sink.flow(this.#lastFlow);
  }
}
