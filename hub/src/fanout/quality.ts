/**
 * Chooses the rendition for a viewer. Pure: the time is an argument.
 *
 * Start: a rendition that fits TCP's initial window, so that the first picture is there soon on every link. For a moment
 * each measurement leads to the best rendition that fits, up or down.
 * Down fast: at once when the link does not carry the current rendition at ten frames a second, or at the rate of a
 * camera that has fewer. A suspected low rate counts until it is confirmed or refuted.
 * Up slowly: after a wait in which the link carried more all the time. A step up that is reverted within UP_FAILED_MS
 * doubles the wait, up to UP_AFTER_MAX_MS. LiveKit also delays upgrades by 10 s after a downgrade. Without the doubling,
 * an unsteady link would switch back and forth for ever.
 *
 * A viewer may also be slower than its link. Acknowledgements of frames that were in flight together are separated by
 * the time that the bottleneck needs for one frame (packet pair; Keshav 1991). If the link does not explain it, the
 * viewer gets smaller frames, and one step more after a wait in which nearly every frame was delivered.
 */
import { RENDITION_NAMES, RENDITIONS, type RenditionName } from '@eyepiece/shared-types';
import type { Acknowledged } from './flow-control.ts';
import type { Sizes } from './frames/sizes.ts';

/** TCP's initial window of ten segments. */
const START_BYTES = 14_000;
/** After the first measurement, further ones may lead up at once, ms. */
const SETTLED_MS = 3000;
/** Longest time that a frame should occupy the link, ms: ten frames a second still look live. */
const SERVICE_MAX_MS = 100;
/** The same for a camera with fewer frames a second. */
const SERVICE_MAX_SLOW_MS = 200;
/** A rendition is chosen when its frames need this part of the time, and left when they need that part. */
const FITS = 0.85;
const STAYS = 1.2;
const UP_AFTER_MS = 8000;
const UP_AFTER_MAX_MS = 128_000;
const UP_FAILED_MS = 8000;
/** Share of delivered frames that counts as keeping up. */
const KEEPING_UP = 0.95;
/** Queueing of a frame on a link that is not used up, ms. */
const NO_QUEUE_MS = 30;
/** Without other measurements, a frame that was alone and took this long makes the next one smaller at once, ms. */
const LATE_ALONE_MS = 300;
/** A frame queued behind another when its queueing delay exceeds this part of the service time. */
const WAITED = 1 / 3;
/** A later frame confirms a late one when its queueing delay exceeds this part of the service time. */
const CONFIRMING = 0.6;
/** The link explains a service time up to this multiple of what its rate needs. */
const EXPLAINS = 2;

type Served = Pick<Acknowledged, 'bytes' | 'sentAtMs' | 'serviceMs' | 'roundTripMs' | 'queueingMs'>;

export interface MeasuredLink {
  readonly bytesPerSecond: number | undefined;
  /** Whether the rate is a low one that nothing has confirmed. */
  readonly isSuspected: boolean;
}

export class Quality {
  readonly #sizes: Sizes;
  /** Indices of RENDITION_NAMES. The best rendition that the viewer requests. */
  #best = 0;
  /** What the link carries, and what the viewer keeps up with; undefined before the first measurement of either. */
  #link: number | undefined;
  #viewer: number | undefined;
  #starts: boolean;
  #settledAtMs = Number.POSITIVE_INFINITY;
  /** The rendition before an unconfirmed low rate. */
  #beforeSuspicion: number | undefined;
  /** The last measured rate. */
  #bytesPerSecond = 0;
  /** The lowest confirmed rate since the last change, bytes per second. */
  #lowest = Number.POSITIVE_INFINITY;
  /** An unconfirmed slow frame, and when it was acknowledged. */
  #slow: { serviceMs: number; atMs: number } | undefined;
  #intervalMs = SERVICE_MAX_MS;
  #offeredAtMs: number | undefined;
  #sinceMs: number;
  #offered = 0;
  #delivered = 0;
  #deliveredBytes = 0;
  #upAfterMs = UP_AFTER_MS;
  #wentUpAtMs = Number.NEGATIVE_INFINITY;

  /** @param starts whether to start small: the viewer acknowledges frames or can be measured */
  constructor(sizes: Sizes, starts: boolean, nowMs: number) {
    this.#sizes = sizes;
    this.#starts = starts;
    this.#sinceMs = nowMs;
  }

  get rendition(): RenditionName {
    return RENDITION_NAMES[this.#index] ?? 'full';
  }

  /** Whether nothing is known about the link yet. */
  get isStarting(): boolean {
    return this.#starts;
  }

  /** Whether link or viewer are the reason for less than the viewer requests. */
  get reduced(): boolean {
    return !this.#starts && this.#index > this.#best;
  }

  /** Whether the measured link is the reason for less than the viewer requests. */
  get linkLimits(): boolean {
    return !this.#starts && this.#link !== undefined && this.#link > Math.max(this.#best, this.#viewer ?? 0);
  }

  /** Whether the link carries one frame of this size in time. */
  carries(bytes: number): boolean {
    return bytes * 1000 <= this.#bytesPerSecond * SERVICE_MAX_MS * STAYS;
  }

  /** The camera's frames have another size. Sets the best rendition that the viewer requests. */
  cap(best: RenditionName): void {
    this.#best = RENDITION_NAMES.indexOf(best);
    if (this.#link !== undefined && this.#beforeSuspicion === undefined) this.#link = this.#fitting(this.#bytesPerSecond, FITS);
  }

  offered(nowMs: number): void {
    this.#offered += 1;
    if (this.#offeredAtMs !== undefined) this.#intervalMs += (Math.min(1000, nowMs - this.#offeredAtMs) - this.#intervalMs) / 8;
    this.#offeredAtMs = nowMs;
  }

  /** @param bytes of a frame that is sent */
  delivered(bytes: number): void {
    this.#delivered += 1;
    this.#deliveredBytes += bytes;
  }

  /** Called with each measurement of the link, and when an answer is overdue. */
  measured({ bytesPerSecond, isSuspected }: MeasuredLink, nowMs: number): void {
    if (bytesPerSecond === undefined) return;
    this.#bytesPerSecond = bytesPerSecond;
    if (this.#link === undefined) {
      if (nowMs < this.#settledAtMs) this.#viewer = undefined; // derived from acknowledgements at the start
      this.#settledAtMs = nowMs + SETTLED_MS;
      this.#starts = false;
      this.#sinceMs = nowMs;
    }
    const fitting = this.#fitting(bytesPerSecond, FITS);
    const current = this.#link ?? fitting;
    this.#link = current;
    if (!isSuspected) this.#lowest = Math.min(this.#lowest, bytesPerSecond);
    if (nowMs < this.#settledAtMs) this.#link = this.#keeps(current, bytesPerSecond) ? Math.min(current, fitting) : fitting;
    else if (isSuspected) this.#suspected(fitting, bytesPerSecond);
    else if (this.#beforeSuspicion !== undefined) this.#judge(this.#beforeSuspicion, fitting, bytesPerSecond, nowMs);
    else if (fitting > current && !this.#keeps(current, bytesPerSecond)) this.#down(fitting, nowMs);
  }

  /**
   * The link cannot be measured any more: what it carried limits the viewer, until acknowledgements tell otherwise.
   * @param acknowledges whether they can
   */
  unmeasurable(acknowledges: boolean): void {
    if (!acknowledges) this.#starts = false;
    if (this.#link === undefined) return;
    if (acknowledges) this.#viewer = Math.max(this.#viewer ?? 0, this.#beforeSuspicion ?? this.#link);
    this.#link = undefined;
    this.#beforeSuspicion = undefined;
  }

  /**
   * Processes an acknowledgement. After a pause of viewer or hub, only frames already in flight are late. On a narrow
   * link, frames sent afterwards are late as well, so only those confirm a suspicion.
   * @param link absent if acknowledgements are the only measurement
   * @returns whether the frame was slower than the link explains
   */
  served(served: Served, link: Pick<MeasuredLink, 'bytesPerSecond'> | undefined, nowMs: number): boolean {
    const { bytes, sentAtMs, queueingMs } = served;
    if (link === undefined && this.#startedByAck(served, nowMs)) return false;
    // A frame that was alone on the link had no other to wait for.
    const serviceMs = served.serviceMs ?? (link === undefined ? queueingMs : undefined);
    if (served.serviceMs === undefined && serviceMs !== undefined && serviceMs > LATE_ALONE_MS) {
      this.#viewerIsSlow(serviceMs, nowMs);
      return true;
    }
    const slow = this.#slow;
    if (slow !== undefined && sentAtMs < slow.atMs) return false;
    // Frames sent far apart are acknowledged far apart: only queued frames measure the link.
    const waited = serviceMs !== undefined && serviceMs > this.#serviceMaxMs && queueingMs > WAITED * serviceMs;
    const rate = link?.bytesPerSecond;
    const explained = rate !== undefined && waited && serviceMs <= (EXPLAINS * bytes * 1000) / rate;
    this.#slow = waited && !explained ? { serviceMs, atMs: nowMs } : undefined;
    if (slow !== undefined && !explained && queueingMs > CONFIRMING * slow.serviceMs) this.#viewerIsSlow(slow.serviceMs, nowMs);
    return waited && !explained;
  }

  /** Called a few times a second. */
  tick(nowMs: number): void {
    if (nowMs - this.#sinceMs < this.#upAfterMs || this.#starts) return;
    const before = this.#index;
    const keepsUp = this.#offered > 0 && this.#delivered / this.#offered >= KEEPING_UP;
    const isMeasured = Number.isFinite(this.#lowest) && this.#beforeSuspicion === undefined;
    if (this.#link !== undefined && isMeasured) {
      // Small frames measure a fast link badly. It carries at least what arrived.
      const carried = keepsUp ? (this.#deliveredBytes * 1000) / (nowMs - this.#sinceMs) : 0;
      this.#link = Math.min(this.#link, this.#fitting(Math.max(this.#lowest, carried), FITS));
    }
    if (keepsUp && this.#viewer !== undefined && this.#viewer > this.#best) this.#viewer -= 1;
    this.#restart(nowMs);
    if (this.#index < before) this.#wentUpAtMs = nowMs;
  }

  get #index(): number {
    if (this.#starts) return this.#sizes.largestWithin(START_BYTES, this.#best);
    return Math.max(this.#best, this.#link ?? 0, this.#viewer ?? 0);
  }

  get #serviceMaxMs(): number {
    return Math.min(SERVICE_MAX_SLOW_MS, Math.max(SERVICE_MAX_MS, this.#intervalMs));
  }

  /** The best rendition that needs at most `part` of the time. */
  #fitting(bytesPerSecond: number, part: number): number {
    return this.#sizes.largestWithin((bytesPerSecond * this.#serviceMaxMs * part) / 1000, 0);
  }

  #keeps(index: number, bytesPerSecond: number): boolean {
    return this.#fitting(bytesPerSecond, STAYS) <= index;
  }

  #suspected(fitting: number, bytesPerSecond: number): void {
    const before = this.#beforeSuspicion ?? this.#link ?? fitting;
    if (this.#keeps(before, bytesPerSecond)) return;
    this.#beforeSuspicion = before;
    this.#link = Math.max(before, fitting);
  }

  /** The suspicion is confirmed or refuted. */
  #judge(before: number, fitting: number, bytesPerSecond: number, nowMs: number): void {
    this.#beforeSuspicion = undefined;
    this.#link = before;
    if (!this.#keeps(before, bytesPerSecond)) this.#down(Math.max(before, fitting), nowMs);
  }

  #down(to: number, nowMs: number): void {
    this.#noteDown(nowMs);
    this.#link = to;
    this.#restart(nowMs);
  }

  /** The first acknowledgements of a viewer that cannot be measured otherwise. @returns whether it still starts */
  #startedByAck({ bytes, roundTripMs, queueingMs }: Served, nowMs: number): boolean {
    if (!this.#starts && (this.#viewer === undefined || nowMs >= this.#settledAtMs)) return false;
    if (this.#starts) this.#settledAtMs = nowMs + SETTLED_MS;
    const index = this.#index;
    this.#starts = false;
    const isQueued = queueingMs > NO_QUEUE_MS;
    const fitting = this.#fitting((bytes * 1000) / Math.max(1, roundTripMs), FITS);
    this.#viewer = Math.max(0, Math.min(index - (isQueued ? 0 : 1), fitting));
    if (isQueued) this.#settledAtMs = nowMs;
    return true;
  }

  #viewerIsSlow(serviceMs: number, nowMs: number): void {
    const current = this.#index;
    const bytes = this.#sizes.bytes(this.rendition) ?? 0;
    const to = this.#sizes.largestWithin((bytes * this.#serviceMaxMs) / serviceMs, current);
    if (to > current) this.#noteDown(nowMs);
    this.#viewer = to;
    this.#restart(nowMs);
  }

  #noteDown(nowMs: number): void {
    const failed = nowMs - this.#wentUpAtMs < UP_FAILED_MS;
    this.#upAfterMs = failed ? Math.min(UP_AFTER_MAX_MS, this.#upAfterMs * 2) : UP_AFTER_MS;
  }

  #restart(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#offered = 0;
    this.#delivered = 0;
    this.#deliveredBytes = 0;
    this.#slow = undefined;
    this.#lowest = Number.POSITIVE_INFINITY;
  }
}

/** The best rendition that is at most `maxWidth` wide; a quarter if none is. */
export function renditionFor(width: number, maxWidth: number | undefined): RenditionName {
  const fits = (name: RenditionName): boolean => maxWidth === undefined || Math.round(width / RENDITIONS[name].divisor) <= maxWidth;
  return (['full', 'half'] as const).find(fits) ?? 'quarter';
}
