export const HEARTBEAT_INTERVAL_MS = 800;
/** The hub counts as lost after this time without an answer (the page promises two seconds). */
export const SILENT_AFTER_MS = 1800;
/** The socket is closed and reconnected after this time without an answer. */
export const DEAD_AFTER_MS = 8000;

export type Pulse = 'alive' | 'silent' | 'dead';

/**
 * Decides from the time of the last answer whether the hub is reachable. A gap between two checks means that this
 * page slept or was busy, so the measurement restarts.
 */
export class Heartbeat {
  #answeredMs: number;
  #lookedMs: number;

  constructor(nowMs: number) {
    this.#answeredMs = nowMs;
    this.#lookedMs = nowMs;
  }

  answered(nowMs: number): void {
    this.#answeredMs = nowMs;
  }

  check(nowMs: number): Pulse {
    if (nowMs - this.#lookedMs > SILENT_AFTER_MS / 2) this.#answeredMs = nowMs;
    this.#lookedMs = nowMs;
    const silentMs = nowMs - this.#answeredMs;
    if (silentMs > DEAD_AFTER_MS) return 'dead';
    return silentMs > SILENT_AFTER_MS ? 'silent' : 'alive';
  }
}
