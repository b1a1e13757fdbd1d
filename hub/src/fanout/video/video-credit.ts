/**
 * Whether a viewer has credit for a video frame. Pure.
 *
 * A frame that cannot be sent costs a key frame, so a short queue is better than a gap. A key frame of an encoder with a
 * buffer of 200 ms takes that long on a link that just carries its tier, and the frames after it wait. The limit is the
 * age of the picture: what is in flight is delivered in time, also if the link falls to 1 Mbit/s now.
 */
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';

export interface InFlight {
  /** Frames that are not acknowledged. */
  readonly frames: number;
  /** Bytes that may not have arrived. */
  readonly bytes: number;
  /** Time since the oldest unacknowledged frame was sent, ms. */
  readonly oldestMs: number;
}

export interface CreditLink {
  /** Measured rate of the link; undefined before the first measurement. */
  readonly bytesPerMs: number | undefined;
  /** Whether the rate limits nothing. */
  readonly isPlenty: boolean;
  /** Round trip of a small message, ms. */
  readonly roundTripMs: number;
  readonly ackEvery: number;
  /** Whether the link tells by itself what has arrived; otherwise only acknowledgements do. */
  readonly tellsArrivals: boolean;
}

/** One second at 30 fps. */
const FRAMES_MAX = 32;
/** Room for the frames after a key frame, relative to its size. */
const AFTER_KEY = 1.5;

/** What is queued may take this long, ms. */
const QUEUE_MS = 300;
/** What 1 Mbit/s carries in 0.6 s, and in 1.2 s for links that are unlikely to fall so far. */
const FALLEN_BYTES = 75_000;
const FALLEN_BYTES_OF_PLENTY = 150_000;
const UNKNOWN_BYTES_PER_MS = 125;

/** @param isKey after which the frames of its chain must have room as well */
export function hasVideoCredit(
  { bytes, isKey }: { readonly bytes: number; readonly isKey: boolean },
  inFlight: InFlight,
  link: CreditLink,
): boolean {
  if (inFlight.frames === 0) return true;
  // Frames whose acknowledgement is not due yet have probably arrived.
  const unacknowledgedMs = link.roundTripMs + (link.ackEvery > 1 ? ACK_INTERVAL_MS : 0);
  if (inFlight.frames >= FRAMES_MAX || inFlight.oldestMs > unacknowledgedMs + QUEUE_MS) return false;
  const bytesPerMs = link.bytesPerMs ?? UNKNOWN_BYTES_PER_MS;
  const untoldMs = link.tellsArrivals ? link.roundTripMs : unacknowledgedMs;
  const onTheWay = bytesPerMs * link.roundTripMs;
  const onFallenLink = Math.max(link.isPlenty ? FALLEN_BYTES_OF_PLENTY : FALLEN_BYTES, onTheWay);
  return inFlight.bytes + bytes * (isKey ? AFTER_KEY : 1) <= Math.min(bytesPerMs * (untoldMs + QUEUE_MS), onFallenLink);
}
