/**
 * Limits the bytes in flight to one viewer, so that the picture stays fresh even if the link becomes narrow now. Pure.
 */
export interface KnownLink {
  /** Measured rate. */
  readonly bytesPerMs: number;
  readonly roundTripMs: number;
  /** Time for which frames may be sent without an answer, because the hub has too many viewers to ask for each. */
  readonly untoldMs: number;
}

/** What is in flight is delivered in 0.64 s if the link falls to 1 Mbit/s. A larger frame is alone in flight. */
const FALLEN_BYTES = 80_000;
const FALLEN_MS = 640;
/** Between frames of usual cameras, ms: so many are on their way on a distant link. */
const FRAME_MS = 30;
/** Longest queue on a narrow link, ms. */
const QUEUE_MS = 150;

/** What 1 Mbit/s delivers in time, besides what the round trip needs. @param bytes of the next frame */
export function fallenBytes(bytes: number, roundTripMs: number): number {
  return FALLEN_BYTES + (bytes / FRAME_MS) * Math.min(roundTripMs, FALLEN_MS);
}

/** Bytes that may be sent without asking whether they have arrived. @param bytes of the next frame */
export function withoutAnswer(bytes: number, untoldMs: number): number {
  return Math.max(FALLEN_BYTES, bytes) + bytes * Math.floor(untoldMs / FRAME_MS);
}

/** @param bytes of the next frame */
export function inFlightMax({ bytesPerMs, roundTripMs, untoldMs }: KnownLink, bytes: number): number {
  const tookMs = bytes / bytesPerMs;
  const narrowest = bytesPerMs * (roundTripMs + QUEUE_MS);
  if (tookMs > FRAME_MS) return Math.min(FALLEN_BYTES + bytesPerMs * roundTripMs, narrowest);
  // The link carries every frame. So many are sent before the answer to the first one comes.
  const ahead = Math.floor((roundTripMs + tookMs + untoldMs) / FRAME_MS);
  return Math.min(Math.max(FALLEN_BYTES, bytes) + bytes * ahead, narrowest + bytes * Math.floor(untoldMs / FRAME_MS));
}
