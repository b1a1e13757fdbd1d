/** A viewer on a socket: credit window, slot for the newest frame, choice of rendition, and counters. */
import { isBetterRendition, reducedQuality, type Flow, type RenditionName } from '@eyepiece/shared-types';
import { Ages } from './ages.ts';
import { FlowControl } from './flow-control.ts';
import type { LinkState } from './link/link-state.ts';
import { ViewerLink, type ViewerSink } from './link/viewer-link.ts';
import { Quality, renditionFor } from './quality.ts';
import { RateLimit } from './sending/rate-limit.ts';
import { resolved, Tally, type Reader, type ReaderReport, type ResolvedOptions, type ViewerOptions } from './reader.ts';
import { LastSent } from './frames/last-sent.ts';
import type { SharedFrame } from './frames/shared-frame.ts';
import { Sizes } from './frames/sizes.ts';
import { SampleDelivery, type SampleHost } from './samples/sample-delivery.ts';
import { LinkRate } from './video/link-rate.ts';
import { VideoDelivery } from './video/video-delivery.ts';
import { videoHost } from './video/video-host.ts';
import type { ViewerVideoOptions } from './video/viewer-video.ts';

export class Viewer implements Reader {
  readonly video: VideoDelivery | undefined;
  readonly samples: SampleDelivery | undefined;
  readonly #sink: ViewerSink;
  readonly #options: ResolvedOptions;
  readonly #rate: RateLimit;
  readonly #flow: FlowControl;
  readonly #quality: Quality;
  readonly #linkRate = new LinkRate();
  readonly #link: ViewerLink;
  readonly #tally = new Tally();
  readonly #ages = new Ages();
  readonly #last = new LastSent();
  #waiting: SharedFrame | undefined;
  #closed = false;
  #lastFlow: Flow;

  constructor(sink: ViewerSink, options: ViewerOptions) {
    this.#sink = sink;
    this.#options = resolved(options);
    const { now, load, acknowledges } = this.#options;
    this.#rate = new RateLimit(options.maxFps);
    const startMs = now();
    this.#flow = new FlowControl(startMs);
    this.#link = new ViewerLink(sink, { now, load }, (nowMs) => this.#answered(nowMs));
    this.#quality = new Quality(options.sizes ?? new Sizes(), acknowledges || sink.canPing, startMs);
    this.video = options.video && this.#openVideo({ ...options.video, ...this.demand });
    this.samples = options.samples === true ? this.#openSamples() : undefined;
    this.#lastFlow = this.flow;
  }

  get demand(): Reader['demand'] {
    return { maxWidth: this.#options.maxWidth, maxFps: this.samples ? this.samples.jpegFps(this.#options.maxFps) : this.#options.maxFps };
  }

  get rendition(): RenditionName {
    return this.#quality.rendition;
  }

  get linkState(): LinkState {
    return this.#link.state(this.#quality.reduced, this.#options.now());
  }

  get flow(): Flow {
    const reason = this.#reason;
    const quality = reducedQuality(this.#last.rendition);
    return {
      cameraId: this.#options.cameraId,
      ackEvery: this.#flow.ackEvery,
      window: this.#flow.window,
      width: this.#tally.width,
      ...(quality !== undefined && { quality }),
      dropped: this.#tally.dropped,
      ...(reason && { reason }),
      ...(this.video?.shown && { video: this.video.shown }),
      ...(this.samples?.isShown && { samples: true as const }),
    };
  }

  get #reason(): Flow['reason'] {
    if (this.#options.acknowledges && this.#flow.stalled(this.#options.now())) return 'stalled';
    const { reduced } = this.video?.tier === undefined ? this.#quality : this.video;
    return this.samples?.isTooLarge || (reduced && !this.samples?.isShown) ? 'narrow_link' : undefined;
  }

  /** Bytes of frames that are sent but not acknowledged. */
  get bytesInFlight(): number {
    return this.#flow.bytesInFlight;
  }

  get report(): ReaderReport {
    const { bytesPerSecond } = this.linkState;
    return {
      ...this.#options.owner,
      kind: 'socket',
      ...this.#tally.report,
      age: this.#ages.recent,
      reason: this.#reason,
      rendition: this.rendition,
      video: this.video?.shown,
      samples: this.samples?.isShown,
      ...(this.#options.acknowledges && this.#flow.report(this.#options.now())),
      ...(bytesPerSecond !== undefined && { linkBytesPerSecond: bytesPerSecond }),
    };
  }

  sourceWidth(width: number): void {
    this.#quality.cap(renditionFor(width, this.demand.maxWidth));
  }

  offer(frame: SharedFrame): void {
    const now = this.#options.now();
    // Encoding takes time: after a change of size, a frame older than the last one sent may arrive.
    if (this.#last.isOutdated(frame) || this.skipsJpeg(now) || !this.#rate.admits(now)) return;
    this.#quality.offered(now);
    if (this.#mayTake(frame, now)) {
      this.#take(frame, now);
      return;
    }
    this.#quality.measured(this.#link.measured(now), now); // an answer may be overdue
    if (!this.#options.acknowledges) {
      this.#drop('socket_full');
      return;
    }
    if (this.#hasCredit(now)) this.#flow.heldBack(now);
    else this.#flow.blocked(now);
    if (this.#waiting) this.#drop('no_credit');
    this.#waiting = frame;
  }

  skipsJpeg(nowMs: number): boolean {
    return this.samples?.skipsJpeg(nowMs) === true || this.video?.skipsJpeg(nowMs) === true;
  }

  /** The viewer has drawn or skipped all frames up to `seq`. Acknowledgements of unsent frames are ignored. */
  acknowledge(seq: number): void {
    const now = this.#options.now();
    this.#tally.acknowledged();
    const acknowledged = this.#options.acknowledges ? this.#flow.acknowledged(seq, now, this.#options.load.readUntil(now)) : undefined;
    if (!acknowledged) return;
    this.#options.measurements.acknowledged(this.#options.cameraId, acknowledged.roundTripMs / 1000);
    this.#ages.add(acknowledged.ageMs);
    if (this.video) this.#linkRate.acknowledged(acknowledged, now);
    this.#link.acknowledged(acknowledged.count, now);
    if (this.video?.shown === undefined && this.samples?.isShown !== true) {
      const link = this.#link.isMeasurable ? this.#link.measured(now) : undefined;
      if (this.#quality.served(acknowledged, link, now)) this.#link.doubt();
    }
    this.#decide(now);
    this.#sendFlowIfChanged();
  }

  /** The decoder of the viewer lost its state. */
  resetVideo(): void {
    this.video?.reset(this.#options.now());
    this.#sendFlowIfChanged();
  }

  tick(nowMs: number): void {
    this.#link.tick(nowMs);
    this.#flow.isOnlyTold = this.#options.acknowledges && !this.#link.isMeasurable;
    if (this.#link.isMeasurable) this.#quality.measured(this.#link.measured(nowMs), nowMs);
    else this.#quality.unmeasurable(this.#options.acknowledges);
    this.#quality.tick(nowMs);
    this.#decide(nowMs);
    this.#sendFlowIfChanged();
  }

  /** While nothing is known about the link, a viewer may decode what the hub cannot. */
  offerUnmade(frame: SharedFrame): void {
    if (this.#quality.isStarting) this.offer(frame);
  }

  /** A camera that waits for its trigger sends no next frame: the one that was sent small comes again. */
  wantsBetter(newest: SharedFrame, nowMs: number): boolean {
    return this.#waiting === undefined && this.#last.wantsBetter(newest, this.rendition, nowMs);
  }

  /** No frame is sent afterwards. Answers to pings may still come. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
    this.samples?.close();
  }

  #answered(nowMs: number): void {
    if (this.#closed) return;
    this.#quality.measured(this.#link.measured(nowMs), nowMs);
    this.#decide(nowMs);
    this.#sendFlowIfChanged();
  }

  #decide(nowMs: number): void {
    this.video?.decide(nowMs);
    this.samples?.decide(nowMs);
    this.#takeWaiting(nowMs);
  }

  #takeWaiting(nowMs: number): void {
    const newest = this.#waiting;
    if (!newest || !this.#mayTake(newest, nowMs)) return;
    // Only for a JPEG that is there: to ask is to say that one has arrived, and video that is behind it is late.
    if (this.skipsJpeg(nowMs)) {
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
    this.#options.counters.dropped[reason] += 1;
  }

  #hasCredit(nowMs: number): boolean {
    // On a narrow link, queueing is bounded in bytes. With a window of one it would be idle during each round trip.
    return this.#options.acknowledges
      ? this.#flow.canSend(nowMs, this.#quality.linkLimits ? 2 : 1, this.#options.load.readUntil)
      : this.#sink.flushed;
  }

  #mayTake(frame: SharedFrame, nowMs: number): boolean {
    return this.#hasCredit(nowMs) && this.#hasRoom(frame.message.length);
  }

  #hasRoom(bytes: number): boolean {
    return this.#link.hasRoom(bytes) && this.#flow.hasRoom(bytes);
  }

  #take(frame: SharedFrame, nowMs: number): void {
    this.#quality.delivered(frame.message.length);
    this.video?.jpegSent(nowMs);
    this.#send(frame, nowMs);
  }

  #send(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#last.sent(frame, nowMs);
    this.#tally.sentFrame(frame.message.length, frame.header.width);
    this.#options.counters.sentFrame(frame.rendition, frame.header, frame.message.length);
    if (this.#options.acknowledges) this.#flow.sent(frame.header.seq, nowMs, frame.message.length, frame.capturedAtMs);
    this.#link.send(frame, nowMs);
  }

  #openVideo(options: ViewerVideoOptions): VideoDelivery {
    const host = videoHost({
      flow: this.#flow,
      link: this.#link,
      linkRate: this.#linkRate,
      load: this.#options.load,
      isJpegReduced: () => this.#quality.reduced,
      now: this.#options.now,
      lastOrdinal: () => this.#last.ordinal,
      send: (frame, nowMs) => this.#send(frame, nowMs),
      dropped: () => this.#drop('no_credit'),
    });
    return new VideoDelivery(host, options, this.#options.now());
  }

  #openSamples(): SampleDelivery {
    const host: SampleHost = {
      lastOrdinal: () => this.#last.ordinal,
      bytesPerSecond: (nowMs) => (this.#link.isMeasurable ? this.#link.measured(nowMs).bytesPerSecond : Number.POSITIVE_INFINITY),
      mayTake: (bytes, nowMs) => this.#flow.canSend(nowMs, 1, this.#options.load.readUntil) && this.#hasRoom(bytes),
      send: (frame, nowMs) => this.#send(frame, nowMs),
      blocked: (nowMs) => this.#flow.heldBack(nowMs),
      dropped: () => this.#drop('no_credit'),
    };
    return new SampleDelivery(host, this.#options.maxFps);
  }

  /** Compares without creating objects, because each acknowledgement asks for it. */
  #sendFlowIfChanged(): void {
    const { ackEvery, window, width, quality, reason, video, samples = false } = this.#lastFlow;
    const isServedAlike = this.#flow.ackEvery === ackEvery && this.#flow.window === window && this.#reason === reason;
    const isSizedAlike = this.#tally.width === width && reducedQuality(this.#last.rendition) === quality;
    const isOfOneKind = this.video?.shown === video && (this.samples?.isShown ?? false) === samples;
    if (isServedAlike && isSizedAlike && isOfOneKind) return;
    this.#lastFlow = this.flow;
    this.#sink.flow(this.#lastFlow);
  }
}
