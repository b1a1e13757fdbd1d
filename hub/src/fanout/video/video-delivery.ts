/** Sends video to one viewer: joins its choice and chain with the credit that it has, and asks for key frames. */
import type { VideoTier } from '@eyepiece/shared-types';
import type { SharedFrame } from '../frames/shared-frame.ts';
import type { ChainedFrame } from './chain.ts';
import { hasVideoCredit, type InFlight } from './video-credit.ts';
import type { VideoFeed, VideoSubscriber } from './video-feed.ts';
import { ViewerVideo, type LinkState, type VideoSource, type ViewerVideoOptions } from './viewer-video.ts';

/** A link above this rate is unlikely to fall to 1 Mbit/s, bytes per second. */
const PLENTY = 12_500_000;

export interface ViewerLink extends LinkState {
  /** Round trip of a small message, ms. */
  readonly roundTripMs: number;
  readonly ackEvery: number;
  /** Whether the link tells by itself what has arrived. */
  readonly tellsArrivals: boolean;
}

/** What the video needs of its viewer. */
export interface VideoHost {
  /** Place of the last frame that was sent, of any kind. */
  lastOrdinal(): number;
  link(): ViewerLink;
  inFlight(nowMs: number): InFlight;
  /** Whether the hub is behind with its input, so that frames have piled up. */
  isBehind(nowMs: number): boolean;
  send(frame: SharedFrame, nowMs: number): void;
  /** A frame cannot be sent for lack of credit. */
  blocked(nowMs: number): void;
}

export class VideoDelivery implements VideoSubscriber {
  readonly #host: VideoHost;
  readonly #video: ViewerVideo;
  #feed: VideoFeed | undefined;
  #tier: VideoTier | undefined;

  constructor(host: VideoHost, options: ViewerVideoOptions, nowMs: number) {
    this.#host = host;
    this.#video = new ViewerVideo(options, nowMs);
  }

  /** The chosen tier; undefined: JPEG. */
  get tier(): VideoTier | undefined {
    return this.#video.tier;
  }

  /** The tier that is shown now. JPEG frames replace it while a key frame is awaited. */
  get shown(): VideoTier | undefined {
    return this.#video.shown;
  }

  /** Whether the link is the reason for the chosen tier. */
  get reduced(): boolean {
    return this.#video.reduced;
  }

  attach(feed: VideoFeed): void {
    this.#feed = feed;
  }

  source(source: VideoSource, nowMs: number): void {
    this.#video.source(source, nowMs);
    this.#follow(nowMs);
  }

  /** Called with each measurement of the link, and a few times a second. */
  decide(nowMs: number): void {
    if (!this.#feed) return;
    this.#video.decide(this.#host.link(), nowMs);
    this.#follow(nowMs);
    this.#askForKey(nowMs);
  }

  skipsJpeg(nowMs: number): boolean {
    return this.#video.skipsJpeg(nowMs);
  }

  jpegSent(nowMs: number): void {
    this.#video.jpegSent(nowMs);
  }

  offer(frame: SharedFrame, chained: ChainedFrame, nowMs: number): void {
    if (this.#video.place(chained, nowMs) === 'follows') this.#send(frame, chained, nowMs);
    this.#askForKey(nowMs);
  }

  lost(nowMs: number): void {
    this.#video.lost(nowMs);
  }

  /** The decoder of the viewer has failed. Has no effect while a key frame is awaited anyway. */
  reset(nowMs: number): void {
    if (this.#video.shown === undefined) return;
    this.#video.broke(nowMs);
    this.#follow(nowMs);
    this.#askForKey(nowMs);
  }

  #send(frame: SharedFrame, chained: ChainedFrame, nowMs: number): void {
    if (frame.ordinal <= this.#host.lastOrdinal()) this.#video.outdated(nowMs);
    else if (this.#hasCredit(frame.message.length, chained.key, nowMs)) {
      this.#video.sent(chained, nowMs);
      this.#host.send(frame, nowMs);
    } else {
      this.#host.blocked(nowMs);
      // A lack of credit that the hub causes itself tells nothing about the link.
      if (this.#host.isBehind(nowMs)) this.#video.lost(nowMs);
      else this.#video.broke(nowMs);
      this.#follow(nowMs);
    }
  }

  #hasCredit(bytes: number, isKey: boolean, nowMs: number): boolean {
    const { bytesPerSecond, roundTripMs, ackEvery, tellsArrivals } = this.#host.link();
    const bytesPerMs = bytesPerSecond === undefined ? undefined : bytesPerSecond / 1000;
    const link = { bytesPerMs, isPlenty: (bytesPerSecond ?? 0) >= PLENTY, roundTripMs, ackEvery, tellsArrivals };
    return hasVideoCredit({ bytes, isKey }, this.#host.inFlight(nowMs), link);
  }

  #askForKey(nowMs: number): void {
    const { tier } = this.#video;
    if (!this.#feed || tier === undefined || !this.#video.awaitsKey) return;
    const hasCredit = this.#hasCredit(this.#feed.keyBytes(tier), true, nowMs);
    if (this.#video.needsKey(hasCredit, nowMs)) this.#feed.askForKey(tier, nowMs);
  }

  #follow(nowMs: number): void {
    const { tier } = this.#video;
    if (tier === this.#tier) return;
    this.#tier = tier;
    this.#feed?.choose(this, tier, nowMs);
  }
}
