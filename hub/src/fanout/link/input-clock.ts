/**
 * Tells how long a message may have waited for the event loop of the hub. What a busy hub reads late must not look like
 * a narrow link: smaller frames for it have to be encoded, which makes the hub busier still.
 *
 * The event loop waits for input only when it has processed all that had arrived. So whatever is read now arrived after
 * the last wait began, and probably when it ended. Node counts the time of all waits.
 */
import { performance } from 'node:perf_hooks';

/** @returns time that the event loop has spent waiting, ms */
export type IdleTime = () => number;

const idleTime: IdleTime = () => performance.eventLoopUtilization().idle;

export class InputClock {
  readonly #idleTime: IdleTime;
  #markedAtMs: number;
  #idleMs: number;
  #readUntilMs: number;

  constructor(nowMs: number, idle: IdleTime = idleTime) {
    this.#idleTime = idle;
    this.#markedAtMs = nowMs;
    this.#readUntilMs = nowMs;
    this.#idleMs = idle();
  }

  /**
   * All that arrived before this time has been read. It is exact when the event loop waited once since the last call, and
   * too early otherwise, by the time that the loop was busy since then at most.
   */
  readUntil(nowMs: number): number {
    if (nowMs === this.#markedAtMs) return this.#readUntilMs; // asked several times while one message is processed
    const idleMs = this.#idleTime();
    const waitedMs = idleMs - this.#idleMs;
    if (waitedMs > 0) this.#readUntilMs = Math.min(nowMs, this.#markedAtMs + waitedMs);
    this.#markedAtMs = nowMs;
    this.#idleMs = idleMs;
    return this.#readUntilMs;
  }
}
