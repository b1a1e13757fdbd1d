/** What the measurement of links needs to know about the load of the hub. */
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';
import { InputClock } from './input-clock.ts';

/** All input until this time has been read. See InputClock. */
type ReadUntil = (nowMs: number) => number;

export interface HubLoad {
  readonly readUntil: ReadUntil;
  /** Between answers that one viewer is asked for, so that all together do not keep the hub busy, ms. */
  readonly answerEveryMs: number;
  /** A different number from 0 to 1 for each viewer, so that viewers who joined together are not measured together. */
  nextPhase(): number;
}

export const NO_LOAD: HubLoad = { readUntil: (nowMs) => nowMs, answerEveryMs: 0, nextPhase: () => 0.5 };

/** Answers that all viewers together are asked for. Each costs up to half a frame to one viewer. */
const ANSWERS_PER_SECOND = 200;
/** Between frames of usual cameras, ms. */
const FRAME_MS = 1000 / 30;
/** Multiples of it are spread evenly, however many there are (Weyl 1916). */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

export class MeasuredLoad implements HubLoad {
  readonly #input = new InputClock(performance.now());
  #answerEveryMs = 0;
  #phase = 0.5;

  readonly readUntil = (nowMs: number): number => this.#input.readUntil(nowMs);

  get answerEveryMs(): number {
    return this.#answerEveryMs;
  }

  /** Viewers of all cameras. */
  set viewers(viewers: number) {
    this.#answerEveryMs = answerEveryMsFor(viewers);
  }

  nextPhase(): number {
    this.#phase = (this.#phase + GOLDEN_RATIO) % 1;
    return this.#phase;
  }

  /** Called a few times a second. */
  tick(nowMs: number): void {
    this.#input.readUntil(nowMs);
  }
}

export function answerEveryMsFor(viewers: number): number {
  return (1000 * viewers) / ANSWERS_PER_SECOND;
}

/**
 * Time for which frames are sent over a fast link without asking for an answer, ms. A few viewers answer each frame; of
 * many, the acknowledgements that come anyway have to do.
 */
export function untoldMs(answerEveryMs: number): number {
  return Math.min(ACK_INTERVAL_MS, Math.max(0, answerEveryMs - FRAME_MS));
}
