/**
 * Which video frames one viewer can decode. Pure.
 *
 * A delta frame needs the frame that it depends on. The viewer has it only if it was the last video frame sent to this
 * viewer. A frame that is missing or cannot be sent therefore breaks the chain, and only a key frame mends it.
 */
import type { VideoTier } from '@eyepiece/shared-types';

export interface ChainedFrame {
  readonly seq: number;
  readonly tier: VideoTier;
  readonly key: boolean;
  readonly dependsOn: number;
}

/** follows: may be sent; other: not for this viewer now; gap: a frame before it is missing, which broke the chain. */
export type Place = 'follows' | 'other' | 'gap';

export class Chain {
  #wanted: VideoTier | undefined;
  /** Sequence number of the last frame that was sent; undefined while the chain is broken. */
  #last: number | undefined;

  /** The tier that the viewer should get. */
  get wanted(): VideoTier | undefined {
    return this.#wanted;
  }

  /** Whether the viewer has the last frame of its tier, so that it can decode the next one. */
  get isWhole(): boolean {
    return this.#last !== undefined;
  }

  /** Sets the tier. A new tier starts with a key frame. */
  want(tier: VideoTier | undefined): void {
    if (tier === this.#wanted) return;
    this.#wanted = tier;
    this.#last = undefined;
  }

  /** Places a frame that has arrived. */
  place({ tier, key, dependsOn }: ChainedFrame): Place {
    if (tier !== this.#wanted) return 'other';
    if (key || dependsOn === this.#last) return 'follows';
    if (this.#last === undefined) return 'other';
    this.#last = undefined;
    return 'gap';
  }

  /** A frame that follows was sent. */
  sent({ seq }: ChainedFrame): void {
    this.#last = seq;
  }

  /** A frame that follows could not be sent, or the decoder lost its state. */
  break(): void {
    this.#last = undefined;
  }
}
