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
import { DIVISORS, type Divisor } from './rendition.ts';

/** A frame should not occupy the link for longer, ms: ten a second still look alive. */
const SERVICE_MAX_MS = 100;
const UP_AFTER_MS = 10_000;
const UP_AFTER_MAX_MS = 160_000;
const UP_FAILED_MS = 8000;
/** Share of the frames delivered that counts as keeping up. */
const KEEPING_UP = 0.95;
/** Half the width is about a quarter of the pixels, and somewhat more of the bytes. */
const BYTES_PER_STEP = 1 / 3.2;
/** The frame after a late one confirms it by taking at least this part of the time. */
const CONFIRMING = 0.6;

export class Quality {
  #floor: Divisor = 1;
  #chosen: Divisor = 1;
  #suspectedMs: number | undefined;
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
   * An acknowledgement: how long the link took for the frame alone, where that could be measured, and for the way
   * there and back. A viewer that paused is late once and quick again; a narrow link is as late the next time.
   * @returns whether the rendition changed
   */
  served({ serviceMs, roundTripMs }: Pick<Acknowledged, 'serviceMs' | 'roundTripMs'>, nowMs: number): boolean {
    const suspected = this.#suspectedMs;
    const confirmed = suspected !== undefined && (serviceMs ?? roundTripMs) > CONFIRMING * suspected;
    this.#suspectedMs = serviceMs !== undefined && serviceMs > SERVICE_MAX_MS ? serviceMs : undefined;
    return confirmed ? this.#down(suspected, nowMs) : false;
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
    this.#suspectedMs = undefined;
  }
}
