/** What a camera tells the rest of the hub, and what is known about it. */
import type { CameraState, DemandParams, HelloParams } from '@eyepiece/shared-types';
import type { CameraLink } from './camera-link.ts';
import type { CameraLinkEvents } from './link-events.ts';

/** Passes on events of the link; of video only frames of tiers that have viewers. */
export interface CameraEvents extends Pick<CameraLinkEvents, 'frame' | 'video' | 'job' | 'analysis'> {
  /** The displayed state has changed. */
  state: [state: CameraState];
  /** The wall clock of the camera's host was set by this many µs. */
  clockStepped: [byUs: number];
  /** A second camera service with this id was refused, for the first time. */
  duplicate: [refused: CameraLink, serving: CameraLink];
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
