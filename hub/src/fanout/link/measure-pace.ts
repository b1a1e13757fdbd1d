/**
 * How often the link of one viewer is measured. Links with plenty of room are measured rarely, because answers cost CPU.
 * A hub with many viewers shares a number of answers among them: asking all of them again while it is busy would keep it
 * busy.
 */
import { untoldMs, type HubLoad } from './hub-load.ts';

/** Between measurements of a link that is known, ms. */
const EVERY_MS = 500;
const EVERY_MS_OF_PLENTY = 2000;
/** These times differ between viewers by up to this part, so that viewers who joined together part. */
const SPREAD = 0.5;
/** Each of the first frames measures the link, also that of the last of many viewers. */
const AT_ONCE = 3;

type KnownLink = 'unknown' | 'known' | 'plenty';

export class MeasurePace {
  readonly #load: Pick<HubLoad, 'answerEveryMs'>;
  readonly #factor: number;
  #measurements = 0;
  #measuredAtMs = Number.NEGATIVE_INFINITY;

  constructor(load: Pick<HubLoad, 'answerEveryMs' | 'nextPhase'>) {
    this.#load = load;
    this.#factor = 1 + SPREAD * (load.nextPhase() - 0.5);
  }

  /** Whether the next frame should measure the link. */
  isDue(link: KnownLink, nowMs: number): boolean {
    return this.#measurements < AT_ONCE || nowMs - this.#measuredAtMs >= this.#everyMs(link);
  }

  measured(nowMs: number): void {
    this.#measurements += 1;
    this.#measuredAtMs = nowMs;
  }

  /** The next frame measures the link. */
  hurry(): void {
    this.#measuredAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Time without answers, ms. @param hasPlenty whether the link has plenty of room */
  untoldMs(hasPlenty: boolean): number {
    return hasPlenty ? untoldMs(this.#load.answerEveryMs) : 0;
  }

  #everyMs(link: KnownLink): number {
    const wanted = { unknown: 0, known: EVERY_MS, plenty: EVERY_MS_OF_PLENTY }[link];
    return Math.max(wanted, this.#load.answerEveryMs) * this.#factor;
  }
}
