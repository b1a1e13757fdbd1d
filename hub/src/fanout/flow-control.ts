/**
 * Limits the frames in flight to one viewer. Pure: the time is an argument, without I/O.
 *
 * A viewer acknowledges the frames it has drawn. The round trip minus the smallest recent one is queueing delay, as in
 * TCP Vegas (Brakmo & Peterson 1995). Without queueing, frames that lack credit mean that the window is smaller than
 * the link's delay needs, and the window grows by half. Persistent queueing above the target means that the link is
 * narrower than the stream, and the window falls to 1.
 *
 * Queueing that disappears by itself comes from a busy machine, not from a narrow link (the good queue of CoDel,
 * RFC 8289 §3.1). So a late acknowledgement counts only when a frame sent after it is late as well, and growth is
 * judged by a frame sent a round trip later. After growth that caused queueing, the wait before the next attempt
 * doubles, so that probing does not keep a narrow link congested.
 */
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';
import { fallenBytes } from './link/in-flight.ts';
import { RoundTrips } from './link/round-trips.ts';

/** Queueing delay above this calls for a smaller window, ms. */
const QUEUEING_TARGET_MS = 60;
/** Frames. 32 are 320 ms at 100 fps. */
const WINDOW = { start: 2, max: 32 };
/** A viewer without drops or queueing for this long may acknowledge less often, ms. */
const HEALTHY_AFTER_MS = 2000;
/** Acknowledgements per second of a healthy viewer. Each costs the hub as much as half a frame. */
const HEALTHY_ACKS_PER_SECOND = 1000 / ACK_INTERVAL_MS;
const ACK_EVERY_MAX = 12;
/** Time without acknowledgement after which a viewer counts as stalled, ms. */
const STALLED_AFTER_MS = 3000;
/** Bytes between acknowledgements, where only they tell what has arrived. */
const UNTOLD_BYTES = 32_000;
const PROBE_WAIT_MS = { min: 500, max: 30_000 };

export interface Acknowledged {
  /** Frames that this acknowledgement covers. */
  readonly count: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Time the link took for this frame alone, ms. Known only if it was sent before the previous frame was acknowledged. */
  readonly serviceMs: number | undefined;
  /** When the frame was sent, on the clock of `nowMs`. */
  readonly sentAtMs: number;
  /** From sending it to its acknowledgement, ms. */
  readonly roundTripMs: number;
  /** Round trip minus the smallest recent one and what the hub may have read late, ms. */
  readonly queueingMs: number;
  /** From the end of exposure to the acknowledgement, ms. */
  readonly ageMs: number;
}

/** For administrators. */
export interface FlowReport {
  readonly window: number;
  readonly ackEvery: number;
  readonly inFlight: number;
  readonly stalled: boolean;
  readonly smallestRoundTripMs?: number;
}

export class FlowControl {
  readonly #inFlight: { seq: number; sentAtMs: number; bytes: number; capturedAtMs: number }[] = [];
  #window = WINDOW.start;
  #ackEvery = 1;
  /** Whether only acknowledgements tell what has arrived. */
  #isOnlyTold = false;
  #frameBytes = 0;
  readonly #roundTrips: RoundTrips;
  #blockedSinceAck = false;
  #congestedAtMs: number;
  #probeAtMs = 0;
  #probeWaitMs = PROBE_WAIT_MS.min;
  #grewAtMs = Number.NEGATIVE_INFINITY;
  /** Time of the first late acknowledgement that is not confirmed yet. */
  #suspectedAtMs: number | undefined;
  #intervalMs = 1000 / 30;
  #lastSentAtMs: number | undefined;
  #lastAckAtMs: number | undefined;

  constructor(nowMs: number) {
    this.#congestedAtMs = nowMs;
    this.#roundTrips = new RoundTrips(nowMs);
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
    return this.#roundTrips.smallestMs;
  }

  /** Whether only acknowledgements tell what has arrived. Then they bound the bytes in flight, and come often enough. */
  set isOnlyTold(isOnlyTold: boolean) {
    this.#isOnlyTold = isOnlyTold;
    if (isOnlyTold) this.#ackEvery = Math.min(this.#ackEvery, this.#ackEveryMax);
  }

  /** Whether a frame may be sent, so that the picture stays fresh even if the link falls to 1 Mbit/s. */
  hasRoom(bytes: number): boolean {
    if (!this.#isOnlyTold || this.#inFlight.length === 0) return true;
    return this.bytesInFlight + bytes <= fallenBytes(bytes, this.smallestRoundTripMs ?? 0);
  }

  /** Time since the oldest unacknowledged frame was sent, ms. */
  oldestAgeMs(nowMs: number): number {
    const oldest = this.#inFlight[0];
    return oldest ? nowMs - oldest.sentAtMs : 0;
  }

  stalled(nowMs: number): boolean {
    return this.oldestAgeMs(nowMs) > STALLED_AFTER_MS;
  }

  report(nowMs: number): FlowReport {
    const { window, ackEvery, inFlight, smallestRoundTripMs } = this;
    const stalled = this.stalled(nowMs);
    return { window, ackEvery, inFlight, stalled, ...(smallestRoundTripMs !== undefined && { smallestRoundTripMs }) };
  }

  /** @param windowMin smallest window @param readUntil until when acknowledgements have been read */
  canSend(nowMs: number, windowMin = 1, readUntil: (nowMs: number) => number = () => nowMs): boolean {
    if (this.#inFlight.length >= Math.max(this.#window, windowMin) + this.#ackEvery - 1) return false;
    // The extra credit for infrequent acknowledgements must not be spent on a link that has stopped responding.
    const expectedMs = this.#expectedAckMs() + ACK_INTERVAL_MS;
    return this.#ackEvery === 1 || this.oldestAgeMs(nowMs) <= expectedMs || this.oldestAgeMs(readUntil(nowMs)) <= expectedMs;
  }

  sent(seq: number, nowMs: number, bytes = 0, capturedAtMs = nowMs): void {
    if (this.#lastSentAtMs !== undefined) {
      this.#intervalMs += (Math.min(1000, nowMs - this.#lastSentAtMs) - this.#intervalMs) / 8;
    }
    this.#lastSentAtMs = nowMs;
    this.#frameBytes += (bytes - this.#frameBytes) / 8;
    this.#inFlight.push({ seq, sentAtMs: nowMs, bytes, capturedAtMs });
  }

  /** A frame waited or was replaced for lack of credit. The viewer must then acknowledge every frame. */
  blocked(nowMs: number): void {
    this.#blockedSinceAck = true;
    this.#noteCongestion(nowMs);
  }

  /** A frame waited for room on the link, not for credit: a larger window would not help. */
  heldBack(nowMs: number): void {
    this.#noteCongestion(nowMs);
  }

  /**
   * The viewer has drawn or skipped all frames up to `seq`.
   * @param readMs all that arrived before has been read: a busy hub must not look like a late viewer
   * @returns undefined when no such frame is in flight: a repeated, invented or future acknowledgement
   */
  acknowledged(seq: number, nowMs: number, readMs = nowMs): Acknowledged | undefined {
    // Searched by position, because sequence numbers restart with the camera's stream.
    const index = this.#inFlight.findLastIndex((frame) => frame.seq === seq);
    const acknowledged = this.#inFlight[index];
    if (!acknowledged) return undefined;
    const waitedBehindAnother = this.#lastAckAtMs !== undefined && acknowledged.sentAtMs < this.#lastAckAtMs;
    const arrivedAtMs = Math.max(readMs, acknowledged.sentAtMs);
    const serviceMs = waitedBehindAnother && index === 0 ? Math.max(0, arrivedAtMs - (this.#lastAckAtMs ?? nowMs)) : undefined;
    const bytes = this.#inFlight.splice(0, index + 1).reduce((sum, frame) => sum + frame.bytes, 0);
    this.#lastAckAtMs = nowMs;
    const roundTripMs = nowMs - acknowledged.sentAtMs;
    const queueingMs = this.#measure(acknowledged.sentAtMs, nowMs, nowMs - arrivedAtMs);
    const ageMs = nowMs - acknowledged.capturedAtMs;
    return { count: index + 1, bytes, sentAtMs: acknowledged.sentAtMs, serviceMs, roundTripMs, queueingMs, ageMs };
  }

  /** @param lateMs how late the hub may have read it @returns its queueing delay, ms */
  #measure(sentAtMs: number, nowMs: number, lateMs: number): number {
    const roundTripMs = nowMs - sentAtMs;
    this.#roundTrips.add(roundTripMs, nowMs);
    const queueingMs = Math.max(0, roundTripMs - lateMs - (this.smallestRoundTripMs ?? roundTripMs));
    // A viewer that acknowledges less often may delay an acknowledgement by up to ACK_INTERVAL_MS.
    const allowedMs = QUEUEING_TARGET_MS + (this.#ackEvery > 1 ? ACK_INTERVAL_MS : 0);
    if (queueingMs > allowedMs) {
      if (this.#suspectedAtMs === undefined) this.#suspectedAtMs = nowMs;
      else if (sentAtMs >= this.#suspectedAtMs) this.#shrink(nowMs);
      return queueingMs;
    }
    this.#suspectedAtMs = undefined;
    const growthIsJudged = sentAtMs >= this.#grewAtMs + (this.smallestRoundTripMs ?? 0);
    if (this.#blockedSinceAck && growthIsJudged) this.#grow(nowMs);
    else if (nowMs - this.#congestedAtMs > HEALTHY_AFTER_MS) this.#reduceAcks();
    this.#blockedSinceAck = false;
    return queueingMs;
  }

  #shrink(nowMs: number): void {
    const causedByGrowth = nowMs - this.#grewAtMs < 2000;
    if (causedByGrowth) this.#probeWaitMs = Math.min(PROBE_WAIT_MS.max, this.#probeWaitMs * 2);
    this.#probeAtMs = nowMs + this.#probeWaitMs;
    this.#window = 1;
    this.#suspectedAtMs = undefined;
    this.#blockedSinceAck = false;
    this.#noteCongestion(nowMs);
  }

  #grow(nowMs: number): void {
    if (this.#window >= WINDOW.max || nowMs < this.#probeAtMs) return;
    this.#window = Math.min(WINDOW.max, this.#window + Math.max(1, Math.floor(this.#window / 2)));
    this.#grewAtMs = nowMs;
  }

  #reduceAcks(): void {
    this.#probeWaitMs = PROBE_WAIT_MS.min;
    const wanted = Math.max(1, Math.min(this.#ackEveryMax, 1000 / this.#intervalMs / HEALTHY_ACKS_PER_SECOND));
    // Hysteresis: a rate between two whole numbers would otherwise change the value, and notify the viewer, all the time.
    if (Math.abs(wanted - this.#ackEvery) >= 1) this.#ackEvery = Math.round(wanted);
  }

  get #ackEveryMax(): number {
    if (!this.#isOnlyTold) return ACK_EVERY_MAX;
    return Math.max(1, Math.min(ACK_EVERY_MAX, Math.floor(UNTOLD_BYTES / Math.max(1, this.#frameBytes))));
  }

  #noteCongestion(nowMs: number): void {
    this.#congestedAtMs = nowMs;
    this.#ackEvery = 1;
  }

  #expectedAckMs(): number {
    return (this.smallestRoundTripMs ?? 0) + QUEUEING_TARGET_MS;
  }
}
