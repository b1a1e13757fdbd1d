/** What the hub knows about the link of one viewer. */
export interface LinkState {
  /** Measured rate, bytes per second, that this viewer may use; undefined before the first measurement. */
  readonly bytesPerSecond: number | undefined;
  /** Whether several measurements agree on it. */
  readonly isSure: boolean;
  /** Whether the viewer gets JPEGs of less size or quality than it asked for. */
  readonly jpegReduced: boolean;
  /** Round trip of a small message, ms; undefined before the first answer. */
  readonly roundTripMs: number | undefined;
}
