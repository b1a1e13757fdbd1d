/**
 * Which rendition a viewer gets. Pure: the clock is given.
 *
 * Down fast: acknowledgements of frames that were on their way together come apart by the time that the narrowest
 * part of the link takes for one of them (packet pair; Keshav 1991). When that is longer than SERVICE_MAX_MS and
 * queueing was seen, the viewer moves at once to the largest rendition that would take less.
 * Up slowly: one step, after UP_AFTER_MS in which nearly every frame was delivered; a step that has to be taken
 * back within UP_FAILED_MS doubles the wait, up to UP_AFTER_MAX_MS. (LiveKit likewise holds upgrades for 10 s after a
 * downgrade; without the doubling, a link between two sizes would flap for ever.)
 */
import type { Acknowledged } from './flow-control.ts';
import { DIVISORS, type Divisor } from './frames/rendition.ts';

/** A frame should not occupy the link for longer, ms: ten a second still look alive. */
const SERVICE_MAX_MS = 100;
const UP_AFTER_MS = 10_000;
const UP_AFTER_MAX_MS = 160_000;
const UP_FAILED_MS = 8000;
/** Share of the frames delivered that counts as keeping up. */
const KEEPING_UP = 0.95;
/** Half the width is about a quarter of the pixels, and somewhat more of the bytes. */
const BYTES_PER_STEP = 1 / 3.2;
/** A frame waited behind another when its queueing is at least this part of the time between the two: 10 fps and more. */
const WAITED = 1 / 3;
/** A frame sent after a late one confirms it by queueing for at least this part of the time. */
const CONFIRMING = 0.6;

type Served = Pick<Acknowledged, 'sentAtMs' | 'serviceMs' | 'queueingMs'>;

export class Quality {
  #floor: Divisor = 1;
  #chosen: Divisor = 1;
  /** A frame that took too long, and when it was acknowledged. */
  #suspicion: { serviceMs: number; atMs: number } | undefined;
  #sinceMs: number;
  #offered = 0;
  #delivered = 0;
  #upAfterMs = UP_AFTER_MS;
  #wentUpAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** What the viewer gets now. */
  get divisor(): Divisor {
    return this.#chosen > this.#floor ? this.#chosen : this.#floor;
  }

  /** Whether it is less than the viewer asked for. */
  get reduced(): boolean {
    return this.#chosen > this.#floor;
  }

  /** The viewer's own wish: never larger than this. */
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
   * An acknowledgement. A viewer or a hub that paused is late with everything that was on its way then, and quick
   * again; a narrow link is as late with what is sent afterwards. So only that confirms a suspicion.
   * @returns whether the rendition changed
   */
  served({ sentAtMs, serviceMs, queueingMs }: Served, nowMs: number): boolean {
    const suspicion = this.#suspicion;
    if (suspicion !== undefined && sentAtMs < suspicion.atMs) return false;
    // Frames that were sent far apart are acknowledged far apart: only one that had to wait tells of the link.
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
