/**
 * Limits the bytes in flight to one viewer, so that the picture stays fresh even if the link becomes narrow now. Pure.
 */
export interface KnownLink {
  /** Measured rate. */
  readonly bytesPerMs: number;
  /** The highest of the recent measurements; undefined until several are known. */
  readonly fastest: number | undefined;
  readonly roundTripMs: number;
}

/** What is in flight is delivered in 0.64 s if the link falls to 1 Mbit/s, or to a fiftieth of a fast link. */
const FALLEN_BYTES = 80_000;
const FALLEN_MS = 640;
const FALLEN_PART = 1 / 50;
/** Between frames of usual cameras, ms: so many are on their way on a distant link. */
const FRAME_MS = 30;
/** Longest queue on a narrow link, ms. */
const QUEUE_MS = 150;

/** What 1 Mbit/s delivers in time, besides what the round trip needs. @param bytes of the next frame */
export function fallenBytes(bytes: number, roundTripMs: number): number {
  return FALLEN_BYTES + (bytes / FRAME_MS) * Math.min(roundTripMs, FALLEN_MS);
}

/** @param bytes of the next frame */
export function inFlightMax({ bytesPerMs, fastest = 0, roundTripMs }: KnownLink, bytes: number): number {
  const fallenBytes = Math.max(FALLEN_BYTES, fastest * FALLEN_PART * FALLEN_MS);
  const onTheWayBytes = Math.min(bytesPerMs, bytes / FRAME_MS) * roundTripMs;
  return Math.min(fallenBytes + onTheWayBytes, bytesPerMs * (roundTripMs + QUEUE_MS));
}
