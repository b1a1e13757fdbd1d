/** What a camera link reports. */
import type { Analysis, FrameHeader, Job, StateParams } from '@eyepiece/shared-types';
import type { VideoFrameHeader } from './camera-video.ts';

export interface CameraLinkEvents {
  frame: [message: Buffer, header: FrameHeader];
  video: [message: Buffer, header: VideoFrameHeader];
  state: [state: StateParams];
  job: [job: Job];
  analysis: [analysis: Analysis];
  clock: [];
  closed: [reason: string];
}

/** An error of a link, for administrators. */
export interface LinkError {
  readonly atUs: number;
  readonly message: string;
}
