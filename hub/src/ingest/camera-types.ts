/** What a camera tells the rest of the hub, and what is known about it. */
import type { Analysis, CameraState, DemandParams, FrameHeader, HelloParams, Job } from '@eyepiece/shared-types';
import type { CameraLink } from './camera-link.ts';
import type { VideoFrameHeader } from './camera-video.ts';

export interface CameraEvents {
  frame: [message: Buffer, header: FrameHeader];
  /** A frame of a tier of video that has viewers. */
  video: [message: Buffer, header: VideoFrameHeader];
  /** The displayed state has changed. */
  state: [state: CameraState];
  /** A job of this camera progressed or changed its state. */
  job: [job: Job];
  /** The wall clock of the camera's host was set by this many µs. */
  clockStepped: [byUs: number];
  /** A second camera service with this id was refused, for the first time. */
  duplicate: [refused: CameraLink, serving: CameraLink];
  /** A result requested with `analysis.watch`. */
  analysis: [analysis: Analysis];
  /** A camera service has connected. Its video starts anew. */
  attached: [];
  /** The camera service has disconnected. */
  detached: [];
}

export type Identity = Pick<HelloParams, 'name' | 'driver' | 'model' | 'serial' | 'firmware'>;
/** Identity and last known settings of a camera. */
export type CameraDescription = Identity & Pick<HelloParams, 'cameraId' | 'capabilities' | 'settings'>;

export function sameDemand(a: DemandParams, b: DemandParams): boolean {
  return a.streaming === b.streaming && a.maxWidth === b.maxWidth && a.maxFps === b.maxFps && a.video?.join() === b.video?.join();
}
