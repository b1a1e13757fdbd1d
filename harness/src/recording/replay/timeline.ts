/** The times of a replay: those of the recording, at a speed, from an anchor that moves when the other end is waited for. */
import { pause } from '../../timing/pause.ts';

export class Timeline {
  readonly #speed: number;
  #anchorUs = 0;
  #anchorMs = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** The moment of the recording is now. */
  anchor(recordedUs: number): void {
    this.#anchorUs = recordedUs;
    this.#anchorMs = performance.now();
  }

  /** Of a recorded duration. */
  scaledMs(us: number): number {
    return us / 1000 / this.#speed;
  }

  /** Waits for the moment. @returns false if the signal aborts before it */
  async until(recordedUs: number, stopped: AbortSignal): Promise<boolean> {
    const dueMs = this.#anchorMs + this.scaledMs(recordedUs - this.#anchorUs);
    await pause(dueMs - performance.now(), stopped);
    return !stopped.aborted;
  }
}
