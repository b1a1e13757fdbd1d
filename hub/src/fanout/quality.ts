/**
 * Chooses the rendition for a viewer. Pure: the time is an argument.
 *
 * Down fast: acknowledgements of frames that were in flight together are separated by the time that the bottleneck
 * needs for one frame (packet pair; Keshav 1991). When that exceeds SERVICE_MAX_MS with queueing, the viewer switches at
 * once to the largest rendition that needs less.
 * Up slowly: one step after UP_AFTER_MS in which nearly every frame was delivered. A step up that is reverted within
 * UP_FAILED_MS doubles the wait, up to UP_AFTER_MAX_MS. LiveKit also delays upgrades by 10 s after a downgrade. Without
 * the doubling, a link between two sizes would switch back and forth for ever.
 */
import type { Acknowledged } from './flow-control.ts';
import { DIVISORS, type Divisor } from './frames/rendition.ts';

/** Longest time that a frame should occupy the link, ms: ten frames a second still look live. */
const SERVICE_MAX_MS = 100;
const UP_AFTER_MS = 10_000;
const UP_AFTER_MAX_MS = 160_000;
const UP_FAILED_MS = 8000;
/** Share of delivered frames that counts as keeping up. */
const KEEPING_UP = 0.95;
/** Half the width has a quarter of the pixels, and somewhat more than a quarter of the bytes. */
const BYTES_PER_STEP = 1 / 3.2;
/** A frame queued behind another when its queueing delay exceeds this part of the service time. */
const WAITED = 1 / 3;
/** A later frame confirms a late one when its queueing delay exceeds this part of the service time. */
const CONFIRMING = 0.6;

type Served = Pick<Acknowledged, 'sentAtMs' | 'serviceMs' | 'queueingMs'>;

export class Quality {
  #floor: Divisor = 1;
  #chosen: Divisor = 1;
  /** An unconfirmed slow frame, and when it was acknowledged. */
  #suspicion: { serviceMs: number; atMs: number } | undefined;
  #sinceMs: number;
  #offered = 0;
  #delivered = 0;
  #upAfterMs = UP_AFTER_MS;
  #wentUpAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** The current rendition. */
  get divisor(): Divisor {
    return this.#chosen > this.#floor ? this.#chosen : this.#floor;
  }

  /** Whether it is smaller than the viewer requested. */
  get reduced(): boolean {
    return this.#chosen > this.#floor;
  }

  /** Sets the largest rendition that the viewer requests. */
  cap(divisor: Divisor): void {
    this.#floor = divisor;
  }

  offered(): void {
    this.#offered += 1;
  }

  delivered(): void {
    this.#delivered += 1;
  }

  /**
   * Processes an acknowledgement. After a pause of viewer or hub, only frames already in flight are late. On a narrow
   * link, frames sent afterwards are late as well, so only those confirm a suspicion.
   * @returns whether the rendition changed
   */
  served({ sentAtMs, serviceMs, queueingMs }: Served, nowMs: number): boolean {
    const suspicion = this.#suspicion;
    if (suspicion !== undefined && sentAtMs < suspicion.atMs) return false;
    // Frames sent far apart are acknowledged far apart: only queued frames measure the link.
    const waited = serviceMs !== undefined && serviceMs > SERVICE_MAX_MS && queueingMs > WAITED * serviceMs;
    this.#suspicion = waited ? { serviceMs, atMs: nowMs } : undefined;
    if (suspicion === undefined || queueingMs <= CONFIRMING * suspicion.serviceMs) return false;
    return this.#down(suspicion.serviceMs, nowMs);
  }

  /** Called a few times a second. @returns whether the rendition changed */
  tick(nowMs: number): boolean {
    if (nowMs - this.#sinceMs < this.#upAfterMs) return false;
    const keepsUp = this.#offered > 0 && this.#delivered / this.#offered >= KEEPING_UP;
    this.#restart(nowMs);
    if (!keepsUp || !this.reduced) return false;
    this.#chosen = DIVISORS[DIVISORS.indexOf(this.#chosen) - 1] ?? 1;
    this.#wentUpAtMs = nowMs;
    return true;
  }

  #down(serviceMs: number, nowMs: number): boolean {
    const from = this.divisor;
    let to: Divisor = from;
    for (let expectedMs = serviceMs; expectedMs > SERVICE_MAX_MS && to < 4; expectedMs *= BYTES_PER_STEP) to = to === 1 ? 2 : 4;
    this.#restart(nowMs);
    if (to === from) return false;
    const tookBack = nowMs - this.#wentUpAtMs < UP_FAILED_MS;
    this.#upAfterMs = tookBack ? Math.min(UP_AFTER_MAX_MS, this.#upAfterMs * 2) : UP_AFTER_MS;
    this.#chosen = to;
    return true;
  }

  #restart(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#offered = 0;
    this.#delivered = 0;
    this.#suspicion = undefined;
  }
}
