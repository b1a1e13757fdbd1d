/** Counters of a stream since the start of the hub, and callbacks for its measurements. */
import { RENDITION_NAMES, type FrameHeader, type RenditionName, type VideoTier } from '@eyepiece/shared-types';

interface Carried {
  frames: number;
  bytes: number;
}

export class StreamCounters {
  readonly received: Carried = { frames: 0, bytes: 0 };
  readonly sent = Object.fromEntries(RENDITION_NAMES.map((name) => [name, { frames: 0, bytes: 0 }])) as Record<RenditionName, Carried>;
  readonly sentVideo: Readonly<Record<VideoTier, Carried>> = {
    sharp: { frames: 0, bytes: 0 },
    lean: { frames: 0, bytes: 0 },
    thin: { frames: 0, bytes: 0 },
  };
  readonly sentSamples: Carried = { frames: 0, bytes: 0 };
  /**
   * Frames dropped for a viewer or a rendition. no_credit: replaced by a newer frame while acknowledgements were
   * pending; socket_full: a viewer without acknowledgements had unsent data; late: the previous frame of a rendition was
   * still being encoded; undecodable: the camera's JPEG is corrupt.
   */
  readonly dropped = { no_credit: 0, socket_full: 0, late: 0, undecodable: 0 };

  /** Counts a frame that is sent to one reader. */
  sentFrame(name: RenditionName, { video, samples }: Pick<FrameHeader, 'video' | 'samples'>, bytes: number): void {
    const carried = samples ? this.sentSamples : video ? this.sentVideo[video.tier] : this.sent[name];
    carried.frames += 1;
    carried.bytes += bytes;
  }
}

/** Callbacks for single measurements; histograms in production. */
export interface FanoutMeasurements {
  /** From the end of exposure to complete receipt by the hub, s. */
  readonly arrived: (cameraId: string, ageSeconds: number) => void;
  /** From receipt by the hub to the write to the last viewer, s. */
  readonly fannedOut: (cameraId: string, seconds: number) => void;
  /** From the write to a viewer to its acknowledgement, s. */
  readonly acknowledged: (cameraId: string, seconds: number) => void;
}

export const NO_MEASUREMENTS: FanoutMeasurements = { arrived: () => undefined, fannedOut: () => undefined, acknowledged: () => undefined };
