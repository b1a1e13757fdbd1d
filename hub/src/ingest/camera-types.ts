/** What a camera tells the rest of the hub, and what is known about it. */
import type { CameraState, DemandParams, HelloParams } from '@eyepiece/shared-types';
import type { CameraSource } from './camera-source.ts';
import type { CameraLinkEvents } from './link-events.ts';

/** Passes on events of the link; of video and samples only frames that have viewers. */
export interface CameraEvents extends Pick<CameraLinkEvents, 'frame' | 'rewound' | 'video' | 'samples' | 'job' | 'analysis'> {
  /** The displayed state has changed. */
  state: [state: CameraState];
  /** The wall clock of the camera's host was set by this many µs. */
  clockStepped: [byUs: number];
  /** A second camera service with this id was refused, for the first time. */
  duplicate: [refused: CameraSource, serving: CameraSource];
  /** The live picture was stopped or started. */
  stopped: [];
  /** A camera service has connected, or another hub is the home. The video starts anew. */
  attached: [];
  /** The camera service has disconnected from this hub. */
  detached: [];
}

export type Identity = Pick<HelloParams, 'name' | 'driver' | 'model' | 'serial' | 'firmware'>;
/** Identity and last known settings of a camera. */
export type CameraDescription = Identity & Pick<HelloParams, 'cameraId' | 'capabilities' | 'settings'>;

/** What is stored of a camera. */
export function describe(state: CameraState): CameraDescription {
  const { id: cameraId, capabilities, settings } = state;
  return { cameraId, ...identityOf(state), capabilities, settings };
}

/** Only these fields. */
export function identityOf({ name, driver, model, serial, firmware }: Identity): Identity {
  return { name, driver, model, serial, ...(firmware !== undefined && { firmware }) };
}

export function sameDemand(a: DemandParams, b: DemandParams): boolean {
  const areAlike = a.streaming === b.streaming && a.maxWidth === b.maxWidth && a.maxFps === b.maxFps;
  const wantSamplesAlike = (a.samples === undefined) === (b.samples === undefined) && a.samples?.maxFps === b.samples?.maxFps;
  return areAlike && wantSamplesAlike && a.video?.join() === b.video?.join();
}
