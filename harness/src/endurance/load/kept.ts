/** A capture as it was acknowledged. */
export interface KeptCapture {
  /** undefined where the answer does not tell. */
  readonly sha256: string | undefined;
  /** Its date lies between these, ms since the epoch by the clock of the camera's host; undefined when that stepped meanwhile. */
  readonly between: readonly [number, number] | undefined;
}

/** What the hub has acknowledged: all of it has to be there in the end. */
export class Kept {
  readonly captures = new Map<string, KeptCapture>();
  /** Text by entry of the session's log. */
  readonly notes = new Map<number, string>();
  /** Capture that it was drawn on, by annotation. */
  readonly annotations = new Map<string, string>();
  /** Pictures that the camera service has reported as durable, by time-lapse. */
  readonly series = new Map<string, number>();
  /** Settings changes. The last one and those after it that had no answer may stand. */
  gains: readonly number[] = [];
  settings = 0;
}
