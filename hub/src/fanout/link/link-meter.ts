/**
 * Measures the link of one viewer. Pure: the time is an argument, without I/O.
 *
 * The hub writes ping, frame, ping. The link carries them in this order, and every WebSocket client answers pings by
 * itself. The time between the two answers is what the link took for the frame. So one frame tells the rate, whether or
 * not the viewer has drawn it. Between such measurements a ping after a frame tells that the frame has arrived, where
 * that limits what may be sent.
 *
 * A single slow frame may be a pause of the client. It counts at once if it was very late, until the next frame confirms
 * or refutes it. An answer that may have waited for a busy hub tells nothing about a slow link: `readMs` is the time until
 * which the hub has read all input. A client that does not answer pings is measured by its acknowledgements alone.
 */
import { NO_LOAD, type HubLoad } from './hub-load.ts';
import { inFlightMax, withoutAnswer } from './in-flight.ts';
import { MeasurePace } from './measure-pace.ts';
import { PeakRate } from './peak-rate.ts';
import { bytesPerMs, RateSamples, readSample, type RateSample } from './rate-samples.ts';
import { RoundTrips } from './round-trips.ts';
import { quickestSample, SHORTEST_MS, type Pinged } from './written.ts';
import { WrittenFrames } from './written-frames.ts';

/** Pings that go with a frame. */
export type PingPlan = 'none' | 'after' | 'both';

/** A small frame that arrives within this time tells only that the link is fast, ms. */
const QUICK_MS = 1.5;
const SMALL_BYTES = 8000;
/** A frame below this part of the known rate is suspicious. */
const SUSPICIOUS = 0.5;
/** A frame that takes this long makes the picture old, so that a suspicion counts before it is confirmed, ms. */
const LATE_MS = 120;
/** The same for an answer that has not come. */
const OVERDUE_MS = 250;
/** A rate up to this multiple of the suspected one confirms it. */
const CONFIRMS = 3;
const STALLED_MS = 3000;
const PINGED_MAX = 16;
/** A client that acknowledges frames but does not answer pings for this long does not answer them at all, ms. */
const UNANSWERED_MAX_MS = 2000;
/** The same for a client that acknowledges nothing. */
const UNANSWERED_WITHOUT_ACKS_MS = 3000;
const RETRY_MS = 60_000;

export class LinkMeter {
  /** Frames that may not have arrived yet. */
  readonly #written = new WrittenFrames();
  #pinged: Pinged[] = [];
  #order = 0;
  #acknowledgedOrder = 0;
  #acknowledgedAtMs = 0;
  /** When an acknowledgement was the first to tell that a frame has arrived. */
  #removedAtMs = Number.NEGATIVE_INFINITY;
  readonly #samples = new RateSamples();
  readonly #peak = new PeakRate();
  /** An unconfirmed low rate, and whether it counts already. */
  #suspected: (RateSample & { readonly counts: boolean }) | undefined;
  readonly #roundTrips: RoundTrips;
  readonly #pace: MeasurePace;
  /** When frames were last known to have arrived. */
  #clearedAtMs = 0;
  #silentUntilMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number, load: Pick<HubLoad, 'answerEveryMs' | 'nextPhase'> = NO_LOAD) {
    this.#pace = new MeasurePace(load);
    this.#roundTrips = new RoundTrips(nowMs);
  }

  /** Whether the client does not answer pings. */
  isSilent(nowMs: number): boolean {
    return nowMs < this.#silentUntilMs;
  }

  /** Whether the last measurement is a low one that nothing has confirmed. */
  get isSuspected(): boolean {
    return this.#suspected?.counts === true;
  }

  get isSure(): boolean {
    return this.#suspected === undefined && this.#samples.areSure;
  }

  /** Round trip of a small message, ms; undefined before the first answer. */
  get roundTripMs(): number | undefined {
    return this.#roundTrips.smallestMs;
  }

  /** Bytes that may not have arrived yet. */
  get unansweredBytes(): number {
    return this.#written.bytes;
  }

  /** Measured rate; undefined before the first measurement. Falls while an answer is overdue at `readMs`. */
  bytesPerSecond(readMs: number): number | undefined {
    const known = this.#rate;
    return known === undefined ? undefined : 1000 * Math.min(known, this.#overdueRate(readMs) ?? known);
  }

  /** Whether an answer takes much longer than the known rate explains. */
  isOverdue(readMs: number): boolean {
    return this.#overdueRate(readMs) !== undefined;
  }

  /** Whether another frame may be sent, so that the picture stays fresh even if the link falls to 1 Mbit/s. */
  hasRoom(bytes: number): boolean {
    if (this.#pinged.length === 0 || this.#written.isEmpty) return true;
    return this.unansweredBytes + bytes <= this.#limitBytes(bytes);
  }

  /**
   * Which pings should go with the next frame.
   * @param untoldMax bytes after which an answer tells what has arrived
   */
  plan(bytes: number, nowMs: number, untoldMax = Number.POSITIVE_INFINITY): PingPlan {
    if (this.isSilent(nowMs) || this.#pinged.length >= PINGED_MAX) return 'none';
    if (this.#pace.isDue(this.#known, nowMs)) return 'both';
    const mayBeUntold = Math.min(untoldMax, withoutAnswer(bytes, this.#pace.untoldMs(this.#hasPlenty)) - bytes);
    return this.#written.untoldBytes + bytes > mayBeUntold || this.unansweredBytes + 2 * bytes > this.#limitBytes(bytes) ? 'after' : 'none';
  }

  /** @returns the number of the frame for `answered` */
  sent(bytes: number, nowMs: number, plan: PingPlan): number {
    this.#order += 1;
    const written = { order: this.#order, bytes, sentAtMs: nowMs };
    if (plan !== 'none') this.#pinged.push({ ...written, wasIdle: this.#written.isEmpty });
    if (plan === 'both') this.#pace.measured(nowMs);
    this.#written.add(written, plan !== 'none');
    return this.#order;
  }

  /** The pings of a frame could not be written. */
  unpinged(order: number): void {
    this.#pinged = this.#pinged.filter((frame) => frame.order !== order);
    this.#written.askedOnlyUpTo(this.#pinged.at(-1)?.order ?? 0);
  }

  /** A ping that was sent without a frame was answered. */
  roundTrip(roundTripMs: number, nowMs: number): void {
    this.#roundTrips.add(roundTripMs, nowMs);
  }

  /** The ping before a frame was answered. */
  started(order: number, nowMs: number): void {
    this.#silentUntilMs = Number.NEGATIVE_INFINITY;
    const pinged = this.#pinged.find((frame) => frame.order === order);
    if (!pinged) return;
    pinged.startedAtMs = nowMs;
    this.#roundTrips.add(nowMs - pinged.sentAtMs, nowMs);
    this.#drop(order - 1);
    this.#clearedAtMs = nowMs;
  }

  /** The ping after a frame was answered: this frame and all earlier ones have arrived. */
  arrived(order: number, nowMs: number, readMs = nowMs): void {
    const pinged = this.#pinged.find((frame) => frame.order === order);
    if (pinged) this.#measure(pinged, nowMs, nowMs - Math.max(readMs, pinged.sentAtMs));
    this.#drop(order);
    this.#clearedAtMs = nowMs;
  }

  /** All frames up to this one have arrived. */
  #drop(order: number): void {
    this.#pinged = this.#pinged.filter((frame) => frame.order > order);
    this.#written.arrivedUpTo(order);
  }

  /** The oldest `count` frames without an acknowledgement were acknowledged. */
  acknowledged(count: number, nowMs: number, readMs = nowMs): void {
    this.#suspectOverdue(readMs);
    this.#acknowledgedOrder += count;
    this.#acknowledgedAtMs = nowMs;
    if (this.#written.arrivedUpTo(this.#acknowledgedOrder)) this.#removedAtMs = nowMs;
  }

  /** What was overdue stays suspected until the next measurement, although an acknowledgement has come. */
  #suspectOverdue(readMs: number): void {
    const rate = this.#suspected ? undefined : this.#overdueRate(readMs);
    const bytes = this.unansweredBytes;
    if (rate !== undefined) this.#suspected = { bytes, tookMs: bytes / rate, counts: true };
  }

  /** Acknowledgements are late: the next frame measures the link. */
  doubt(): void {
    this.#pace.hurry();
  }

  /** Called a few times a second. A client that does not answer pings is not pinged for a while. */
  tick(nowMs: number): void {
    const oldest = this.#pinged[0];
    if (!oldest) return;
    const acknowledges = this.#acknowledgedOrder > 0;
    const hasArrived = this.#acknowledgedOrder >= oldest.order && nowMs - this.#acknowledgedAtMs < UNANSWERED_MAX_MS;
    if (acknowledges && !hasArrived) return;
    if (nowMs - oldest.sentAtMs < (acknowledges ? UNANSWERED_MAX_MS : UNANSWERED_WITHOUT_ACKS_MS)) return;
    this.#silentUntilMs = nowMs + RETRY_MS;
    this.#pinged = [];
    this.#written.askedOnlyUpTo(0);
    this.#suspected = undefined;
    this.#samples.replace([]);
  }

  /** Bytes per ms. */
  get #rate(): number | undefined {
    return this.#suspected?.counts === true ? bytesPerMs(this.#suspected) : this.#samples.estimate;
  }

  get #known(): 'unknown' | 'known' | 'plenty' {
    if (!this.isSure) return 'unknown';
    return this.#peak.isPlenty ? 'plenty' : 'known';
  }

  /** Nothing tells otherwise, although a single measurement is not exact. */
  get #hasPlenty(): boolean {
    return this.#suspected === undefined && this.#peak.isPlenty;
  }

  /** What may be in flight before a frame of this size. */
  #limitBytes(bytes: number): number {
    const link = { bytesPerMs: this.#rate ?? 0, roundTripMs: this.roundTripMs ?? 0, untoldMs: this.#pace.untoldMs(this.#hasPlenty) };
    return link.bytesPerMs > 0 ? inFlightMax(link, bytes) : 0;
  }

  /** @param lateMs how long the answer may have waited for the hub */
  #measure(pinged: Pinged, nowMs: number, lateMs: number): void {
    const baseMs = this.roundTripMs;
    if (pinged.startedAtMs === undefined) {
      this.#measureLast(pinged, baseMs, nowMs, lateMs);
      return;
    }
    const { bytes, sentAtMs, wasIdle, startedAtMs } = pinged;
    const tookMs = nowMs - startedAtMs;
    const sinceIdleMs = wasIdle && baseMs !== undefined ? nowMs - sentAtMs - baseMs : undefined;
    // A client that paused answers both pings at once. Its pause shows before the first answer: until the link is known,
    // and when it was longer than the transfer, the slower figure is the safe one.
    const hasPaused = sinceIdleMs !== undefined && sinceIdleMs > 2 * tookMs;
    const isCautious = sinceIdleMs !== undefined && (!this.#samples.areSure || hasPaused);
    const sample = { bytes, tookMs: isCautious ? sinceIdleMs : tookMs };
    // An idle link delivers a ping at once. So the pause was the client's, and tells nothing about the link.
    if (!hasPaused || !this.#isLow(sample)) this.#addRead(sample, lateMs);
  }

  #isLow(sample: RateSample): boolean {
    const known = this.#samples.estimate;
    return known !== undefined && this.#samples.areSure && bytesPerMs(sample) < known * SUSPICIOUS;
  }

  /** Without an answer to a ping before the frame. */
  #measureLast({ order, sentAtMs }: Pinged, baseMs: number | undefined, nowMs: number, lateMs: number): void {
    // Frames before it that were acknowledged meanwhile have taken an unknown part of the time.
    if (baseMs === undefined || this.#removedAtMs >= sentAtMs) return;
    const frames = this.#written.upTo(order);
    const sample = quickestSample(frames, { baseMs, clearedAtMs: this.#clearedAtMs, nowMs });
    if (sample) this.#addRead(sample, lateMs);
  }

  #addRead(sample: RateSample, lateMs: number): void {
    const read = readSample(sample, lateMs, this.#rate);
    if (read) this.#add(read.bytes, read.tookMs);
  }

  #add(bytes: number, tookMs: number): void {
    const isQuick = bytes < SMALL_BYTES && tookMs <= QUICK_MS;
    const sample = { bytes, tookMs: isQuick ? SHORTEST_MS : Math.max(SHORTEST_MS, tookMs) };
    const rate = bytesPerMs(sample);
    const suspected = this.#suspected;
    const isLow = this.#isLow(sample);
    if (suspected === undefined && isLow) {
      this.#suspected = { ...sample, counts: tookMs >= LATE_MS };
      return;
    }
    this.#suspected = undefined;
    if (suspected !== undefined && isLow && rate <= CONFIRMS * bytesPerMs(suspected)) {
      this.#samples.replace([suspected, sample]);
      this.#peak.restart(rate);
      return;
    }
    this.#samples.add(sample);
    this.#peak.add(rate);
  }

  #overdueRate(readMs: number): number | undefined {
    const known = this.#rate;
    // An acknowledged frame has arrived, even if the answer to its ping is still on its way.
    const oldest = this.#pinged.find(({ order }) => order > this.#acknowledgedOrder);
    if (known === undefined || !oldest) return undefined;
    // Until then the frames before it had the link.
    const startedAtMs = Math.max(oldest.sentAtMs + (this.roundTripMs ?? 0), this.#clearedAtMs, this.#acknowledgedAtMs);
    const onTheWayMs = readMs - startedAtMs;
    const bytes = this.unansweredBytes;
    // A viewer that is silent for longer has stalled. Nothing is sent to it, so that no rendition is needed.
    if (onTheWayMs < OVERDUE_MS + (2 * bytes) / known || onTheWayMs > STALLED_MS) return undefined;
    return bytes / onTheWayMs;
  }
}
