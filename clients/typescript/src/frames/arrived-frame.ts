import type { FrameHeader } from '@eyepiece/shared-types/wire/frame';

export interface ArrivedFrame {
  readonly cameraId: string;
  readonly header: FrameHeader;
  readonly message: Uint8Array;
  readonly receivedAtMs: number;
  /** Counts all frames of the player. Sequence numbers start again with the stream, and JPEG and video are decoded in parallel. */
  readonly order: number;
}
