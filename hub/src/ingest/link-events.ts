/** What a camera link reports. */
import type { Analysis, FrameHeader, Job, StateParams } from '@eyepiece/shared-types';
import type { VideoFrameHeader } from './camera-video.ts';

export interface CameraLinkEvents {
  frame: [message: Buffer, header: FrameHeader];
  /** A frame of the past that was asked for. */
  rewound: [message: Buffer, header: FrameHeader];
  video: [message: Buffer, header: VideoFrameHeader];
  /** Samples of a frame, see shared-types/src/wire/samples.ts. */
  samples: [message: Buffer, header: FrameHeader];
  state: [state: StateParams];
  /** A job progressed or changed its state. */
  job: [job: Job];
  /** A result requested with `analysis.watch`. */
  analysis: [analysis: Analysis];
  clock: [];
  closed: [reason: string];
}

/** An error of a link, for administrators. */
export interface LinkError {
  readonly atUs: number;
  readonly message: string;
}
