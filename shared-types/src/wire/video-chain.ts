/** The rule of docs/reference/protocol/frame.md about references between video frames, as a client applies it. */
import type { VideoFields } from './video-fields.ts';

/** Decides whether a decoder has the frame that an access unit refers to. */
export class VideoChain {
  #last: { readonly tier: string; readonly seq: number } | null = null;

  /** Whether the frame can be decoded. Then it is the reference of the next one. */
  follows({ seq, video }: { readonly seq: number; readonly video?: VideoFields | undefined }): boolean {
    if (!video) return false;
    const known = video.key || (this.#last?.tier === video.tier && this.#last.seq === video.dependsOn);
    this.#last = known ? { tier: video.tier, seq } : null;
    return known;
  }

  /** The next frame must be a key frame. */
  end(): void {
    this.#last = null;
  }
}
