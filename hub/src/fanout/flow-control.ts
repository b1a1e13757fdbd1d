/**
 * How many frames may be on their way to one viewer. Pure: the clock is given, nothing is sent from here.
 *
 * A viewer acknowledges what it has drawn. The excess of an acknowledgement's time over the smallest one seen
 * lately is queueing, as in TCP Vegas (Brakmo & Peterson 1995): while there is none and frames are refused for
 * want of credit, the link is longer than the window, and the window grows by half; once queueing stays above its
 * target the link is narrower than the stream, and the window falls to 1. Queueing that passes by itself is a busy
 * machine, not a narrow link (the good queue of CoDel, RFC 8289 §3.1): a late acknowledgement counts once a frame
 * that was sent after it is late as well, and a growth is judged by a frame that was sent a round trip after it. A
 * growth that brought queueing is tried again only after twice the time, so a narrow link is not probed into lateness.
 */
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';

/** Queueing above this is lateness that a smaller window would cure, ms. */
const QUEUEING_TARGET_MS = 60;
/** No viewer needs more in flight: 32 frames are 300 ms at 100 fps. */
const WINDOW_MAX = 32;
const WINDOW_START = 2;
/** A viewer with nothing unusual for this long may acknowledge less often, ms. */
const HEALTHY_AFTER_MS = 2000;
/** Acknowledgements a second of a healthy viewer, one in ACK_INTERVAL_MS: each costs the hub as much as half a frame. */
const HEALTHY_ACKS_PER_SECOND = 1000 / ACK_INTERVAL_MS;
const ACK_EVERY_MAX = 12;
/** Silence after which a viewer counts as stalled, ms. */
const STALLED_AFTER_MS = 3000;
/** The smallest round trip is that of the last 15 to 30 s: routes change. */
const SMALLEST_KEPT_MS = 15_000;
const PROBE_WAIT_MIN_MS = 500;
const PROBE_WAIT_MAX_MS = 30_000;

export interface Acknowledged {
  /** Frames that this acknowledgement covers. */
  readonly count: number;
  /** Time the link took for this frame alone, ms: known only of one that was sent before the frame ahead of it had arrived. */
  readonly serviceMs: number | undefined;
  /** When the frame was sent, on the clock of `nowMs`. */
  readonly sentAtMs: number;
  /** From sending it to its acknowledgement, ms. */
  readonly roundTripMs: number;
  /** What of that is above the smallest one lately, ms. */
  readonly queueingMs: number;
}

export class FlowControl {
  readonly #inFlight: { seq: number; sentAtMs: number; bytes: number }[] = [];
  #window = WINDOW_START;
  #ackEvery = 1;
  #smallest = Number.POSITIVE_INFINITY;
  #smallestBefore = Number.POSITIVE_INFINITY;
  #smallestSinceMs = 0;
  #blockedSinceAck = false;
  #troubledAtMs: number;
  #probeAtMs = 0;
  #probeWaitMs = PROBE_WAIT_MIN_MS;
  #grewAtMs = Number.NEGATIVE_INFINITY;
  /** When queueing was first seen that is not confirmed yet. */
  #suspectedAtMs: number | undefined;
  #intervalMs = 1000 / 30;
  #lastSentAtMs: number | undefined;
  #lastAckAtMs: number | undefined;

  constructor(nowMs: number) {
    this.#troubledAtMs = nowMs;
    this.#smallestSinceMs = nowMs;
  }

  get window(): number {
    return this.#window;
  }

  get ackEvery(): number {
    return this.#ackEvery;
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  get bytesInFlight(): number {
    return this.#inFlight.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Smallest recent time from send to acknowledgement, ms; undefined before the first. */
  get smallestRoundTripMs(): number | undefined {
    const smallest = Math.min(this.#smallest, this.#smallestBefore);
    return Number.isFinite(smallest) ? smallest : undefined;
  }

  stalled(nowMs: number): boolean {
    return this.#oldestAgeMs(nowMs) > STALLED_AFTER_MS;
  }

  canSend(nowMs: number): boolean {
    if (this.#inFlight.length >= this.#window + this.#ackEvery - 1) return false;
    // Credit for acknowledgements that are only rare must not be spent on a link that has gone quiet.
    return this.#ackEvery === 1 || this.#oldestAgeMs(nowMs) <= this.#expectedAckMs() + ACK_INTERVAL_MS;
  }

  sent(seq: number, nowMs: number, bytes = 0): void {
    if (this.#lastSentAtMs !== undefined) {
      this.#intervalMs += (Math.min(1000, nowMs - this.#lastSentAtMs) - this.#intervalMs) / 8;
    }
    this.#lastSentAtMs = nowMs;
    this.#inFlight.push({ seq, sentAtMs: nowMs, bytes });
  }

  /** A frame had to wait, or was replaced, for want of credit: who is not given everything acknowledges each frame. */
  blocked(nowMs: number): void {
    this.#blockedSinceAck = true;
    this.#trouble(nowMs);
  }

  /**
   * Everything up to `seq` was drawn or skipped.
   * @returns undefined for an acknowledgement of nothing in flight: repeated, invented, or of the future.
   */
  acknowledged(seq: number, nowMs: number): Acknowledged | undefined {
    // By place, not by order of numbers: they begin anew when the camera's stream does.
    const index = this.#inFlight.findLastIndex((frame) => frame.seq === seq);
    const acknowledged = this.#inFlight[index];
    if (!acknowledged) return undefined;
    const waitedBehindAnother = this.#lastAckAtMs !== undefined && acknowledged.sentAtMs < this.#lastAckAtMs;
    const serviceMs = waitedBehindAnother && index === 0 ? nowMs - (this.#lastAckAtMs ?? nowMs) : undefined;
    this.#inFlight.splice(0, index + 1);
    this.#lastAckAtMs = nowMs;
    const roundTripMs = nowMs - acknowledged.sentAtMs;
    this.#measure(acknowledged.sentAtMs, nowMs);
    const queueingMs = roundTripMs - (this.smallestRoundTripMs ?? roundTripMs);
    return { count: index + 1, sentAtMs: acknowledged.sentAtMs, serviceMs, roundTripMs, queueingMs };
  }

  #measure(sentAtMs: number, nowMs: number): void {
    const roundTripMs = nowMs - sentAtMs;
    if (nowMs - this.#smallestSinceMs > SMALLEST_KEPT_MS) {
      this.#smallestBefore = this.#smallest;
      this.#smallest = Number.POSITIVE_INFINITY;
      this.#smallestSinceMs = nowMs;
    }
    this.#smallest = Math.min(this.#smallest, roundTripMs);
    const queueingMs = roundTripMs - (this.smallestRoundTripMs ?? roundTripMs);
    // A viewer that saves acknowledgements may hold one back for as long as the protocol lets it.
    const allowedMs = QUEUEING_TARGET_MS + (this.#ackEvery > 1 ? ACK_INTERVAL_MS : 0);
    if (queueingMs > allowedMs) {
      if (this.#suspectedAtMs === undefined) this.#suspectedAtMs = nowMs;
      else if (sentAtMs >= this.#suspectedAtMs) this.#shrink(nowMs);
      return;
    }
    this.#suspectedAtMs = undefined;
    const growthIsJudged = sentAtMs >= this.#grewAtMs + (this.smallestRoundTripMs ?? 0);
    if (this.#blockedSinceAck && growthIsJudged) this.#grow(nowMs);
    else if (nowMs - this.#troubledAtMs > HEALTHY_AFTER_MS) this.#relax();
    this.#blockedSinceAck = false;
  }

  #shrink(nowMs: number): void {
    const growthDidIt = nowMs - this.#grewAtMs < 2000;
    if (growthDidIt) this.#probeWaitMs = Math.min(PROBE_WAIT_MAX_MS, this.#probeWaitMs * 2);
    this.#probeAtMs = nowMs + this.#probeWaitMs;
    this.#window = 1;
    this.#suspectedAtMs = undefined;
    this.#blockedSinceAck = false;
    this.#trouble(nowMs);
  }

  #grow(nowMs: number): void {
    if (this.#window >= WINDOW_MAX || nowMs < this.#probeAtMs) return;
    this.#window = Math.min(WINDOW_MAX, this.#window + Math.max(1, Math.floor(this.#window / 2)));
    this.#grewAtMs = nowMs;
  }

  #relax(): void {
    this.#probeWaitMs = PROBE_WAIT_MIN_MS;
    const wanted = Math.max(1, Math.min(ACK_EVERY_MAX, 1000 / this.#intervalMs / HEALTHY_ACKS_PER_SECOND));
    // A rate between two whole numbers would otherwise change it, and tell the viewer, with every other acknowledgement.
    if (Math.abs(wanted - this.#ackEvery) >= 1) this.#ackEvery = Math.round(wanted);
  }

  #trouble(nowMs: number): void {
    this.#troubledAtMs = nowMs;
    this.#ackEvery = 1;
  }

  #expectedAckMs(): number {
    return (this.smallestRoundTripMs ?? 0) + QUEUEING_TARGET_MS;
  }

  #oldestAgeMs(nowMs: number): number {
    const oldest = this.#inFlight[0];
    return oldest ? nowMs - oldest.sentAtMs : 0;
  }
}
