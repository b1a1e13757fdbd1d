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

type KnownLink = 'unknown' | 'known' | 'plenty';

export class MeasurePace {
  readonly #load: Pick<HubLoad, 'answerEveryMs'>;
  readonly #factor: number;

  constructor(load: Pick<HubLoad, 'answerEveryMs' | 'nextPhase'>) {
    this.#load = load;
    this.#factor = 1 + SPREAD * (load.nextPhase() - 0.5);
  }

  /** Between two measurements, ms. With few viewers, each frame of a new one measures its link. */
  everyMs(link: KnownLink): number {
    const wanted = { unknown: 0, known: EVERY_MS, plenty: EVERY_MS_OF_PLENTY }[link];
    return Math.max(wanted, this.#load.answerEveryMs) * this.#factor;
  }

  /** Time without answers, ms: only links with plenty of room have it. */
  untoldMs(link: KnownLink): number {
    return link === 'plenty' ? untoldMs(this.#load.answerEveryMs) : 0;
  }
}
