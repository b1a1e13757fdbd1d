/** The times of a replay: those of the recording, at a speed, from an anchor that moves when the other end is waited for. */

/** Timers with more fire at once. */
export const TIMER_MAX_MS = 2 ** 31 - 1;

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

/** Resolves after the time, or when the signal aborts. */
export function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, TIMER_MAX_MS));
    stopped.addEventListener('abort', done);
  });
}
