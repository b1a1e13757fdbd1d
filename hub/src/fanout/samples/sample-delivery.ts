/**
 * Sends samples to one viewer in place of JPEGs, with the credit that it has. One frame waits at most; a newer one
 * replaces it. On a link that is too narrow for them, and while the camera has none, the viewer gets JPEGs.
 */
import type { SampleOffer } from '@eyepiece/shared-types';
import type { SharedFrame } from '../frames/shared-frame.ts';
import { RateLimit } from '../sending/rate-limit.ts';
import type { SampleFeed, SampleSubscriber } from './sample-feed.ts';

/** Samples begin on a link that carries this many of their frames a second … */
const BEGIN_FPS = 1;
/** … and end on a link that carries fewer than this. */
const END_FPS = 0.5;
/** JPEGs are withheld until the first samples come, because a JPEG of the same moment arrives earlier than its samples, ms. */
const BEGIN_MS = 1500;
/** After this time without samples the viewer gets JPEGs again, ms. A frame on the narrowest link takes 2 s. */
const SHOWN_MS = 4000;
/** JPEGs a second for a viewer that shows samples. Other readers of the newest picture and the status need them. */
const JPEG_FPS = 4;

/** What the delivery needs of its viewer. */
export interface SampleHost {
  /** Place of the last frame that was sent, of any kind. */
  lastOrdinal(): number;
  /** Measured rate of the link; undefined while unknown, infinite for a link that only acknowledgements measure. */
  bytesPerSecond(nowMs: number): number | undefined;
  mayTake(bytes: number, nowMs: number): boolean;
  send(frame: SharedFrame, nowMs: number): void;
  /** A frame waits for credit. */
  blocked(nowMs: number): void;
  dropped(): void;
}

export class SampleDelivery implements SampleSubscriber {
  readonly maxFps: number | undefined;
  readonly #host: SampleHost;
  readonly #rate: RateLimit;
  #feed: SampleFeed | undefined;
  #offered: SampleOffer | undefined;
  #isCarried = false;
  #isTooLarge = false;
  #waiting: SharedFrame | undefined;
  /** Place of the last samples that were sent. */
  #sentOrdinal = -1;
  #withholdsUntilMs = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(host: SampleHost, maxFps: number | undefined) {
    this.#host = host;
    this.maxFps = maxFps;
    this.#rate = new RateLimit(maxFps);
  }

  /** Whether the viewer shows samples. */
  get isShown(): boolean {
    return this.#isShown;
  }

  skipsJpeg(nowMs: number): boolean {
    return this.wantsSamples && nowMs < this.#withholdsUntilMs;
  }

  get wantsSamples(): boolean {
    return this.#offered !== undefined && this.#isCarried;
  }

  /** Whether the link is the reason for JPEGs. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  /** The limit of JPEGs a second. */
  jpegFps(maxFps: number | undefined): number | undefined {
    return this.#isShown ? Math.min(JPEG_FPS, maxFps ?? JPEG_FPS) : maxFps;
  }

  attach(feed: SampleFeed): void {
    this.#feed = feed;
  }

  source(offer: SampleOffer | undefined, nowMs: number): void {
    this.#offered = offer;
    this.decide(nowMs);
  }

  /** Called with each measurement of the link, and a few times a second. */
  decide(nowMs: number): void {
    const [wanted, wasShown] = [this.wantsSamples, this.#isShown];
    const rate = this.#host.bytesPerSecond(nowMs);
    this.#isCarried = this.#carries(rate);
    this.#isTooLarge = this.#offered !== undefined && rate !== undefined && !this.#isCarried;
    if (!this.wantsSamples) this.#waiting = undefined;
    else if (!wanted) this.#withholdsUntilMs = nowMs + BEGIN_MS;
    this.#isShown &&= this.skipsJpeg(nowMs);
    if (wanted !== this.wantsSamples || wasShown !== this.#isShown) this.#feed?.changed();
    this.#takeWaiting(nowMs);
  }

  offer(frame: SharedFrame, nowMs: number): void {
    if (this.#isOutdated(frame) || !this.#rate.admits(nowMs)) return;
    if (this.#host.mayTake(frame.message.length, nowMs)) {
      this.#send(frame, nowMs);
      return;
    }
    this.#host.blocked(nowMs);
    if (this.#waiting) this.#host.dropped();
    this.#waiting = frame;
  }

  close(): void {
    this.#waiting = undefined;
    this.#feed = undefined;
  }

  #carries(rate: number | undefined): boolean {
    if (this.#offered === undefined || rate === undefined) return false;
    return rate >= this.#offered.frameBytes * (this.#isCarried ? END_FPS : BEGIN_FPS);
  }

  #takeWaiting(nowMs: number): void {
    const frame = this.#waiting;
    if (!frame || !this.#host.mayTake(frame.message.length, nowMs)) return;
    this.#waiting = undefined;
    if (!this.#isOutdated(frame)) this.#send(frame, nowMs);
  }

  /** Samples may follow the JPEG of the same moment: a camera with long exposures sends no other one for a while. */
  #isOutdated({ ordinal }: SharedFrame): boolean {
    return ordinal < this.#host.lastOrdinal() || ordinal <= this.#sentOrdinal;
  }

  #send(frame: SharedFrame, nowMs: number): void {
    this.#waiting = undefined;
    this.#sentOrdinal = frame.ordinal;
    this.#withholdsUntilMs = nowMs + SHOWN_MS;
    this.#host.send(frame, nowMs);
    if (this.#isShown) return;
    this.#isShown = true;
    this.#feed?.changed();
  }
}
