/**
 * An edge hub as a subscriber of one tier of a camera's video. It gets only frames that it can decode: after a frame
 * without credit nothing, until a key frame comes.
 */
import type { VideoTier } from '@eyepiece/shared-types';
import type { SharedFrame } from '../../../fanout/frames/shared-frame.ts';
import { Chain, type ChainedFrame } from '../../../fanout/video/chain.ts';
import type { VideoFeed, VideoSubscriber } from '../../../fanout/video/video-feed.ts';
import type { RelayCredit } from './relay-credit.ts';

export class RelayVideo implements VideoSubscriber {
  readonly #credit: RelayCredit;
  readonly #tier: VideoTier;
  readonly #chain = new Chain();
  #feed: VideoFeed | undefined;

  constructor(credit: RelayCredit, tier: VideoTier) {
    this.#credit = credit;
    this.#tier = tier;
    this.#chain.want(tier);
  }

  attach(feed: VideoFeed): void {
    this.#feed = feed;
  }

  source(): void {
    // The edge hub chooses the tier of each of its viewers.
  }

  offer(frame: SharedFrame, chained: ChainedFrame, nowMs: number): void {
    if (this.#chain.place(chained) === 'follows') this.#send(frame, chained, nowMs);
    this.#askForKey(nowMs);
  }

  lost(nowMs: number): void {
    this.#chain.break();
    this.#askForKey(nowMs);
  }

  /** A viewer of the edge hub needs a key frame. One that is awaited anyway serves it. */
  needsKey(): void {
    this.#feed?.askForKey(this.#tier, this.#credit.now());
  }

  acknowledge(seq: number): void {
    const nowMs = this.#credit.now();
    if (this.#credit.acknowledge(seq, nowMs)) this.#askForKey(nowMs);
  }

  close(): void {
    this.#feed = undefined;
  }

  #send(frame: SharedFrame, chained: ChainedFrame, nowMs: number): void {
    if (!this.#credit.isOutdated(frame) && this.#credit.has(frame.message.length, nowMs)) {
      this.#chain.sent(chained);
      this.#credit.send(frame, nowMs);
      return;
    }
    this.#credit.blocked(nowMs);
    this.#credit.dropped();
    this.#chain.break();
  }

  #askForKey(nowMs: number): void {
    if (!this.#feed || this.#chain.isWhole || !this.#credit.has(this.#feed.keyBytes(this.#tier), nowMs)) return;
    this.#feed.askForKey(this.#tier, nowMs);
  }
}
