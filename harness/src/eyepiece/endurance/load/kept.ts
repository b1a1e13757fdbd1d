/** An acknowledged capture. */
export interface KeptCapture {
  /** undefined if the answer does not contain it. */
  readonly sha256: string | undefined;
  /** Range of its date, ms since the epoch, clock of the camera's host; undefined if the clock stepped in between. */
  readonly between: readonly [number, number] | undefined;
}

/** Everything that the hub has acknowledged. All of it must exist at the end. */
export class Kept {
  readonly captures = new Map<string, KeptCapture>();
  /** Note texts by id of the log entry. */
  readonly notes = new Map<number, string>();
  /** Capture ids by annotation id. */
  readonly annotations = new Map<string, string>();
  /** Durable pictures that the camera service reported, by time-lapse. */
  readonly series = new Map<string, number>();
  /** Settings changes. The final value is the last acknowledged one, or a later one without an answer. */
  gains: readonly number[] = [];
  settings = 0;
}
