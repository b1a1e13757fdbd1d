import { seqDistance, type CameraState, type FrameHeader } from '@eyepiece/shared-types';
import { nowUs } from '../../process/host-clock.ts';

/** A larger step of sequence numbers is a restart of the stream, not a loss. */
const STEP_MAX = 65_536;
/** Weight of the newest measurement in a running mean: about the last second at 30 fps. */
const SMOOTHING = 1 / 16;

interface Arrival {
  /** Clock of the camera's host minus the hub's, µs. */
  readonly clockOffsetUs: number;
  /** Whether missing sequence numbers are lost frames. With a limited rate, the camera service skips some. */
  readonly countGaps: boolean;
}

/** Measures the frames of a camera: losses, the last arrival and the latency. */
export class FrameMeasurements {
  #lastSeq: number | undefined;
  #lost = 0;
  #lastAtMs: number | undefined;
  #lastAtUs: number | undefined;
  #arrivalMs: number | undefined;
  #fanoutMs = 0;

  /** Losses are counted per link. */
  startLink(): void {
    this.#lastSeq = undefined;
    this.#lost = 0;
  }

  /** A changed demand makes a gap that is not a loss. */
  skipGap(): void {
    this.#lastSeq = undefined;
  }

  frame({ seq, capturedAtUs }: FrameHeader, { clockOffsetUs, countGaps }: Arrival): void {
    const step = this.#lastSeq === undefined ? 0 : seqDistance(seq, this.#lastSeq);
    if (countGaps && step > 1 && step <= STEP_MAX) this.#lost += step - 1;
    this.#lastSeq = seq;
    this.#lastAtMs = performance.now();
    this.#lastAtUs = capturedAtUs - clockOffsetUs;
    const arrivalMs = Math.max(0, nowUs() - this.#lastAtUs) / 1000;
    this.#arrivalMs = this.#arrivalMs === undefined ? arrivalMs : this.#arrivalMs + SMOOTHING * (arrivalMs - this.#arrivalMs);
  }

  /** Time of the last frame from receipt to the write for the last viewer. */
  fanout(tookMs: number): void {
    this.#fanoutMs += SMOOTHING * (tookMs - this.#fanoutMs);
  }

  get lost(): number {
    return this.#lost;
  }

  /** Capture time of the last frame on the hub's clock, µs. */
  get lastAtUs(): number | undefined {
    return this.#lastAtUs;
  }

  /** Time since the last frame, ms; infinite before the first one. */
  silenceMs(nowMs: number): number {
    return this.#lastAtMs === undefined ? Number.POSITIVE_INFINITY : nowMs - this.#lastAtMs;
  }

  /** Undefined before the first frame. @param roundTripUs of the link to the camera service */
  latency(roundTripUs: number): CameraState['latency'] {
    if (this.#arrivalMs === undefined) return undefined;
    const linkMs = Math.min(this.#arrivalMs, roundTripUs / 2000);
    return { cameraMs: tenths(this.#arrivalMs - linkMs), linkMs: tenths(linkMs), hubMs: tenths(this.#fanoutMs) };
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;
