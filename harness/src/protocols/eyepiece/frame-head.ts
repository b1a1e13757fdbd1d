import { FRAME_FLAG_SCALED, readFrameHeader, type VideoFields } from '@eyepiece/shared-types';

/** What viewers measure of a frame. */
export interface FrameHead {
  readonly seq: number;
  readonly scaled: boolean;
  readonly capturedAtUs: number;
  readonly width: number;
  /** `jpeg`, `samples`, or the tier of a video frame. */
  readonly picture: string;
  readonly video: VideoFields | undefined;
}

/**
 * @param head the first bytes of the message: viewers keep no more of it
 * @param bytes length of the whole message
 * @throws {FrameError}
 */
export function readFrameHead(head: Buffer, bytes: number): FrameHead {
  const { seq, flags, capturedAtUs, width, video, samples } = readFrameHeader(head, bytes);
  const picture = samples ? 'samples' : (video?.tier ?? 'jpeg');
  return { seq, scaled: (flags & FRAME_FLAG_SCALED) !== 0, capturedAtUs, width, picture, video };
}
