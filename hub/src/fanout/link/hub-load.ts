/** What the measurement of links needs to know about the load of the hub. */
import { ACK_INTERVAL_MS } from '@eyepiece/shared-types';
import { InputClock } from './input-clock.ts';

/** All input until this time has been read. See InputClock. */
type ReadUntil = (nowMs: number) => number;

export interface HubLoad {
  readonly readUntil: ReadUntil;
  /** Time for which frames are sent over a fast link without asking for an answer, ms. */
  readonly untoldMs: number;
}

export const NO_LOAD: HubLoad = { readUntil: (nowMs) => nowMs, untoldMs: 0 };

/** Answers that all viewers on fast links together are asked for. Each costs up to half a frame to one viewer. */
const ANSWERS_PER_SECOND = 200;
/** Between frames of usual cameras, ms. */
const FRAME_MS = 1000 / 30;

export class MeasuredLoad implements HubLoad {
  readonly #input = new InputClock(performance.now());
  #untoldMs = 0;

  readonly readUntil = (nowMs: number): number => this.#input.readUntil(nowMs);

  get untoldMs(): number {
    return this.#untoldMs;
  }

  /** Called a few times a second. */
  tick(viewers: number, nowMs: number): void {
    this.#input.readUntil(nowMs);
    this.#untoldMs = untoldMsFor(viewers);
  }
}

/** A few viewers answer each frame; of many, the acknowledgements that come anyway have to do. */
export function untoldMsFor(viewers: number): number {
  const everyMs = (1000 * viewers) / ANSWERS_PER_SECOND;
  return Math.min(ACK_INTERVAL_MS, Math.max(0, everyMs - FRAME_MS));
}
