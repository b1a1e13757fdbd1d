/**
 * The video of one viewer: its tier, its chain, and when it gets JPEG instead. Pure: the time is an argument.
 *
 * While the chain is broken the viewer waits for a key frame, and gets a JPEG now and then, so that its picture does not
 * become old. JPEGs are rare, because a JPEG of the same or a later moment than the key frame excludes that key frame.
 * After FALL_BACK_MS the viewer gets every JPEG that its link carries, until a key frame comes.
 */
import type { PicturePreference, VideoTier } from '@eyepiece/shared-types';
import { Chain, type ChainedFrame, type Place } from './chain.ts';
import type { KeyAllowance } from './key-allowance.ts';
import { TierChoice, type OfferedTier } from './tier-choice.ts';

/** Interval of JPEGs while a key frame is awaited, ms. */
const JPEG_EVERY_MS = 250;
const FALL_BACK_MS = 1000;
/** No JPEG for this time after one excluded a key frame: the next key frame comes within it, ms. */
const HOLD_MS = 700;
const HELD_EVERY_MS = 2000;
/** Video is missing when a JPEG is newer than the last video frame for this long, ms. */
const LATE_MS = 500;

export interface ViewerVideoOptions {
  readonly prefer: PicturePreference;
  /** Maximum width, px, and rate, fps, of the pictures. */
  readonly maxWidth?: number | undefined;
  readonly maxFps?: number | undefined;
  /** Shared by the viewers of a connection. */
  readonly allowance: KeyAllowance;
}

export interface VideoSource {
  readonly tiers: readonly OfferedTier[];
  /** Of the camera's picture, px; 0 while it is unknown. */
  readonly width: number;
  /** Of the camera's JPEGs; undefined while it is unknown. */
  readonly jpegBytesPerSecond: number | undefined;
}

export interface LinkState {
  /** Measured rate; undefined before the first measurement. */
  readonly bytesPerSecond: number | undefined;
  /** Whether several measurements agree on it. */
  readonly isSure: boolean;
  /** Whether the viewer would get smaller JPEGs than it asked for. */
  readonly jpegReduced: boolean;
}

export class ViewerVideo {
  readonly #options: ViewerVideoOptions;
  readonly #choice: TierChoice;
  readonly #chain = new Chain();
  /** The offer that the choice has, and the width of the pictures. */
  #tiers: readonly OfferedTier[] | undefined;
  #width = 0;
  #jpegBytesPerSecond: number | undefined;
  /** Since when a key frame is awaited. */
  #brokenAtMs = 0;
  #mayAsk = false;
  #pictureAtMs = Number.NEGATIVE_INFINITY;
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  #lateSinceMs: number | undefined;

  constructor(options: ViewerVideoOptions, nowMs: number) {
    this.#options = options;
    this.#choice = new TierChoice(options.prefer, nowMs);
  }

  /** The chosen tier; undefined: JPEG. */
  get tier(): VideoTier | undefined {
    return this.#choice.tier;
  }

  /** The tier that is shown now. */
  get shown(): VideoTier | undefined {
    return this.#chain.isWhole ? this.#chain.wanted : undefined;
  }

  /** Whether the link is the reason for the chosen tier. */
  get reduced(): boolean {
    return this.#choice.reduced;
  }

  /** Sets what the camera offers. Called a few times a second. */
  source({ tiers, width, jpegBytesPerSecond }: VideoSource, nowMs: number): void {
    const { maxWidth = Number.POSITIVE_INFINITY, maxFps = Number.POSITIVE_INFINITY } = this.#options;
    if (tiers !== this.#tiers || width !== this.#width) {
      this.#tiers = tiers;
      this.#width = width;
      const widthOf = (tier: OfferedTier): number => (width === 0 ? tier.maxWidth : Math.min(width, tier.maxWidth));
      this.#choice.offer(tiers.filter((tier) => widthOf(tier) <= maxWidth && tier.maxFps <= maxFps));
    }
    // Smaller or fewer JPEGs need an unknown part of the rate.
    this.#jpegBytesPerSecond = maxWidth < width || maxFps < Number.POSITIVE_INFINITY ? undefined : jpegBytesPerSecond;
    this.#follow(nowMs);
  }

  /** Called with each measurement of the link, and a few times a second. */
  decide({ bytesPerSecond, isSure, jpegReduced }: LinkState, nowMs: number): void {
    const carriesJpeg = !jpegReduced && (this.#jpegBytesPerSecond ?? 0) <= (bytesPerSecond ?? 0);
    this.#choice.decide({ bytesPerSecond, isSure, carriesJpeg }, nowMs);
    this.#follow(nowMs);
  }

  /** Whether a key frame is awaited. */
  get awaitsKey(): boolean {
    return this.#chain.wanted !== undefined && !this.#chain.isWhole;
  }

  /** Whether to ask for a key frame. @param hasCredit whether the viewer could take one */
  needsKey(hasCredit: boolean, nowMs: number): boolean {
    if (!this.awaitsKey || !hasCredit) return false;
    this.#mayAsk ||= this.#options.allowance.take(nowMs);
    return this.#mayAsk;
  }

  /** Whether the viewer does without the JPEG that has arrived. */
  skipsJpeg(nowMs: number): boolean {
    if (this.#chain.wanted === undefined) return false;
    if (this.#chain.isWhole) {
      this.#lateSinceMs ??= nowMs;
      if (nowMs - this.#lateSinceMs < LATE_MS) return true;
      this.lost(nowMs);
      return false;
    }
    if (nowMs < this.#holdUntilMs) return true;
    return nowMs - this.#brokenAtMs < FALL_BACK_MS && nowMs - this.#pictureAtMs < JPEG_EVERY_MS;
  }

  jpegSent(nowMs: number): void {
    this.#pictureAtMs = nowMs;
  }

  /** Places a video frame that has arrived. */
  place(frame: ChainedFrame, nowMs: number): Place {
    const place = this.#chain.place(frame);
    if (place === 'gap') this.#await(nowMs);
    return place;
  }

  sent(frame: ChainedFrame, nowMs: number): void {
    this.#chain.sent(frame);
    this.#pictureAtMs = nowMs;
    this.#lateSinceMs = undefined;
  }

  /** A frame that follows is not newer than a picture that the viewer has. */
  outdated(nowMs: number): void {
    this.#hold(nowMs);
    this.lost(nowMs);
  }

  /** A frame that follows could not be sent for lack of credit, or the decoder of the viewer failed. */
  broke(nowMs: number): void {
    this.#mayAsk = false;
    if (!this.#chain.isWhole) {
      // A key frame that finds no credit breaks nothing: the JPEG before it is still on its way.
      this.#hold(nowMs);
      return;
    }
    this.#await(nowMs);
    this.#chain.break();
    this.#choice.broke(nowMs);
    this.#follow(nowMs);
  }

  /** Frames are missing, and the viewer is not the reason. */
  lost(nowMs: number): void {
    if (this.#chain.isWhole) this.#await(nowMs);
    this.#chain.break();
  }

  #follow(nowMs: number): void {
    if (this.#choice.tier === this.#chain.wanted) return;
    this.#chain.want(this.#choice.tier);
    this.#await(nowMs);
  }

  #hold(nowMs: number): void {
    // A camera that sends key frames of no use all the time must not end the JPEGs.
    if (nowMs - this.#holdUntilMs > HELD_EVERY_MS) this.#holdUntilMs = nowMs + HOLD_MS;
  }

  #await(nowMs: number): void {
    this.#brokenAtMs = nowMs;
    this.#mayAsk = false;
    this.#lateSinceMs = undefined;
  }
}
