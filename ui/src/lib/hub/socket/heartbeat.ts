export const HEARTBEAT_INTERVAL_MS = 800;
/** Without an answer for this long the hub counts as lost (two seconds are promised). */
export const SILENT_AFTER_MS = 1800;
/** Without an answer for this long the socket is given up and dialled anew. */
export const DEAD_AFTER_MS = 8000;

export type Pulse = 'alive' | 'silent' | 'dead';

/**
 * Whether the hub answers, told from when it last did. A gap between two looks means that this page slept or was busy,
 * not that the hub did, so the count starts afresh.
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

  look(nowMs: number): Pulse {
    if (nowMs - this.#lookedMs > SILENT_AFTER_MS / 2) this.#answeredMs = nowMs;
    this.#lookedMs = nowMs;
    const silentMs = nowMs - this.#answeredMs;
    if (silentMs > DEAD_AFTER_MS) return 'dead';
    return silentMs > SILENT_AFTER_MS ? 'silent' : 'alive';
  }
}
