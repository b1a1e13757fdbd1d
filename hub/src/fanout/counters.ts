/** What a stream has carried since the hub started, and where its measurements go. Plain numbers: counting costs nothing. */
import type { Divisor } from './frames/rendition.ts';

interface Carried {
  frames: number;
  bytes: number;
}

export class StreamCounters {
  readonly received: Carried = { frames: 0, bytes: 0 };
  readonly sent: Readonly<Record<Divisor, Carried>> = {
    1: { frames: 0, bytes: 0 },
    2: { frames: 0, bytes: 0 },
    4: { frames: 0, bytes: 0 },
  };
  /**
   * Frames that a viewer or a rendition did without. no_credit: replaced by a newer one while acknowledgements were
   * due; socket_full: the socket of a viewer that does not acknowledge held something; late: a rendition was still
   * being made; undecodable: the camera's picture is broken.
   */
  readonly dropped = { no_credit: 0, socket_full: 0, late: 0, undecodable: 0 };
}

/** Where single measurements go; a histogram in production. */
export interface FanoutMeasurements {
  /** From the end of exposure to the hub having the frame, s. */
  readonly arrived: (cameraId: string, ageSeconds: number) => void;
  /** From the hub having the frame to the last viewer's write, s. */
  readonly fannedOut: (cameraId: string, seconds: number) => void;
  /** From a viewer's write to its acknowledgement, s. */
  readonly acknowledged: (cameraId: string, seconds: number) => void;
}

export const NO_MEASUREMENTS: FanoutMeasurements = { arrived: () => undefined, fannedOut: () => undefined, acknowledged: () => undefined };
