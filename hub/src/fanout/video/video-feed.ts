/**
 * The video of one camera: puts its frames in order, gives them to the viewers of their tier, and asks the camera for the
 * tiers and key frames that viewers need. A frame is prepared once for all viewers of its tier.
 */
import { VIDEO_TIERS, type VideoTier } from '@eyepiece/shared-types';
import type { CameraVideo, VideoFrameHeader } from '../../ingest/camera-video.ts';
import { nowUs } from '../../process/host-clock.ts';
import { SharedFrame } from '../frames/shared-frame.ts';
import type { ChainedFrame } from './chain.ts';
import { Intake } from './intake.ts';
import { KeyRequests } from './key-requests.ts';
import type { VideoSource } from './viewer-video.ts';

/** Interval over which the rate of JPEGs is measured, ms. */
const RATE_MS = 1000;
/** A key frame of an encoder with a rate buffer of 200 ms, as part of what its tier carries in a second. */
const KEY_PART = 0.12;
/**
 * No frame is larger than what its tier carries in this time, or than these bytes for a tier with a very low rate. A
 * larger one would keep a link busy for so long, and make the picture old.
 */
const FRAME_MAX = { seconds: 2, bytesAtLeast: 65_536 };

/** What the feed needs of a camera. */
export interface VideoCamera {
  readonly id: string;
  readonly clockOffsetUs: number;
  readonly videoTiers: CameraVideo['tiers'];
  requestKey(tier: VideoTier): void;
  /** Counts a frame that reaches no viewer. */
  refuseFrame(what: string): void;
}

/** A viewer of video. */
export interface VideoSubscriber {
  /** Called once, before any other method. */
  attach(feed: VideoFeed, nowMs: number): void;
  source(source: VideoSource, nowMs: number): void;
  offer(frame: SharedFrame, chained: ChainedFrame, nowMs: number): void;
  /** Frames are missing for all viewers. */
  lost(nowMs: number): void;
}

interface TierCounters {
  frames: number;
  bytes: number;
  keyRequests: number;
}

export class VideoFeed {
  readonly counters = byTier((): TierCounters => ({ frames: 0, bytes: 0, keyRequests: 0 }));
  readonly #camera: VideoCamera;
  readonly #demandChanged: () => void;
  readonly #intake = new Intake();
  readonly #keys = new KeyRequests();
  readonly #subscribers = new Set<VideoSubscriber>();
  readonly #viewers = byTier(() => new Set<VideoSubscriber>());
  readonly #keyBytes = byTier((): number | undefined => undefined);
  #width = 0;
  #jpegs: { sinceMs: number; bytes: number } | undefined;
  #jpegBytesPerSecond: number | undefined;

  constructor(camera: VideoCamera, demandChanged: () => void) {
    this.#camera = camera;
    this.#demandChanged = demandChanged;
  }

  /** The tiers with a viewer. */
  get demand(): VideoTier[] {
    return VIDEO_TIERS.filter((tier) => this.#viewers[tier].size > 0);
  }

  add(subscriber: VideoSubscriber, nowMs: number): void {
    this.#subscribers.add(subscriber);
    subscriber.attach(this, nowMs);
    subscriber.source(this.#source, nowMs);
  }

  /** May be called twice. */
  remove(subscriber: VideoSubscriber): void {
    this.#subscribers.delete(subscriber);
    for (const tier of VIDEO_TIERS) this.#viewers[tier].delete(subscriber);
  }

  /** Moves a viewer to a tier; `undefined`: it gets JPEG. */
  choose(subscriber: VideoSubscriber, chosen: VideoTier | undefined, nowMs: number): void {
    if (!this.#subscribers.has(subscriber)) return;
    for (const tier of VIDEO_TIERS) if (tier !== chosen) this.#viewers[tier].delete(subscriber);
    if (chosen !== undefined) {
      // The encoder starts with a key frame.
      if (this.#viewers[chosen].size === 0) this.#keys.expect(chosen, nowMs);
      this.#viewers[chosen].add(subscriber);
    }
    this.#demandChanged();
  }

  /** A viewer of this tier needs a key frame. */
  askForKey(tier: VideoTier, nowMs: number): void {
    if (!this.#keys.ask(tier, nowMs)) return;
    this.counters[tier].keyRequests += 1;
    this.#camera.requestKey(tier);
  }

  /** Size of the next key frame of this tier, as far as is known. */
  keyBytes(tier: VideoTier): number {
    return this.#keyBytes[tier] ?? this.#bytesPerSecond(tier) * KEY_PART;
  }

  /** A JPEG has arrived. @returns its place in the order of all frames of the camera */
  jpegArrived({ seq, width, bytes }: { readonly seq: number; readonly width: number; readonly bytes: number }, nowMs: number): number {
    this.#width = width;
    const measured = (this.#jpegs ??= { sinceMs: nowMs, bytes: -bytes });
    measured.bytes += bytes;
    const elapsedMs = nowMs - measured.sinceMs;
    if (elapsedMs >= RATE_MS) {
      this.#jpegBytesPerSecond = (measured.bytes * 1000) / elapsedMs;
      this.#jpegs = { sinceMs: nowMs, bytes: 0 };
    }
    return this.#intake.jpeg(seq);
  }

  /** Samples have arrived. @returns their place in the order of all frames; undefined for a frame that does not fit in it */
  samplesArrived(seq: number, nowMs: number): number | undefined {
    return this.#intake.samples(seq, nowMs);
  }

  publish(message: Buffer, header: VideoFrameHeader, nowMs: number): void {
    const { tier, key } = header.video;
    const counters = this.counters[tier];
    counters.frames += 1;
    counters.bytes += message.length;
    const ordinal = this.#intake.video(header.seq, tier, nowMs);
    const isTooLarge = message.length > this.#frameMaxBytes(tier);
    if (ordinal === undefined || isTooLarge) {
      const why = isTooLarge ? 'is too large for its tier' : 'does not follow the frames before it';
      this.#camera.refuseFrame(`video frame ${header.seq} of tier ${tier} ${why}`);
      // Frames after it refer to a frame that no viewer has.
      for (const viewer of this.#viewers[tier]) viewer.lost(nowMs);
      return;
    }
    if (key) {
      this.#keys.arrived(tier);
      this.#keyBytes[tier] = message.length;
    }
    const ageMs = (nowUs() - (header.capturedAtUs - this.#camera.clockOffsetUs)) / 1000;
    const capturedAtMs = nowMs - Math.max(0, ageMs);
    const frame = new SharedFrame(this.#camera.id, message, header, { receivedAtMs: nowMs, capturedAtMs, ordinal, rendition: 'full' });
    const chained: ChainedFrame = { seq: header.seq, tier, key, dependsOn: header.video.dependsOn };
    // A viewer without credit may leave the tier meanwhile.
    for (const viewer of [...this.#viewers[tier]]) viewer.offer(frame, chained, nowMs);
    frame.written();
  }

  /** Another camera service, or another start of it, sends the frames from now on. */
  restarted(nowMs: number): void {
    for (const subscriber of this.#subscribers) subscriber.lost(nowMs);
    for (const tier of this.demand) this.#keys.expect(tier, nowMs);
  }

  /** Called a few times a second. */
  tick(nowMs: number): void {
    const source = this.#source;
    for (const subscriber of this.#subscribers) subscriber.source(source, nowMs);
  }

  #frameMaxBytes(tier: VideoTier): number {
    return Math.max(FRAME_MAX.bytesAtLeast, this.#bytesPerSecond(tier) * FRAME_MAX.seconds);
  }

  #bytesPerSecond(tier: VideoTier): number {
    return (this.#camera.videoTiers.find((offered) => offered.tier === tier)?.bitsPerSecond ?? 0) / 8;
  }

  get #source(): VideoSource {
    return { tiers: this.#camera.videoTiers, width: this.#width, jpegBytesPerSecond: this.#jpegBytesPerSecond };
  }
}

function byTier<Value>(make: () => Value): Record<VideoTier, Value> {
  return { sharp: make(), lean: make(), thin: make() };
}
