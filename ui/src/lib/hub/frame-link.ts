import type { FrameEvents } from '@eyepiece/client/frames/frame-socket';
import type { Watch } from '@eyepiece/shared-types';

/** What a player asks for besides size and rate. */
export type PictureWish = Pick<Watch, 'video' | 'prefer' | 'samples'>;

export interface FrameLinkEvents extends FrameEvents {
  /** The hub rejects the sign-in. */
  refused(code: string, message: string): void;
}

/** The connection for frames. It remembers what is watched and requests it again after a reconnect. */
export interface FrameLink {
  open(): void;
  close(): void;
  retryNow(): void;
  /** Replaces an earlier request, also for the same camera. */
  watch(cameraId: string, wish: PictureWish): void;
  unwatch(): void;
  ack(cameraId: string, seq: number): void;
  /** Asks for a key frame: the decoder has lost its reference. */
  resetVideo(cameraId: string): void;
}

/** Creates a frame link to the hub at `address`: protocol, host and base path. */
export type LinkFactory = (address: string, clientId: string, events: FrameLinkEvents) => Promise<FrameLink>;
