import { ACK_INTERVAL_MS } from '@eyepiece/shared-types/wire/flow';

/**
 * Decides when to acknowledge drawn or skipped frames. Acknowledgements are cumulative, so only the newest sequence
 * number matters. It is due after `every` frames, or ACK_INTERVAL_MS after the first unacknowledged one.
 */
export class AckPolicy {
  #every = 1;
  #unacknowledged = 0;
  #newestSeq = 0;
  #firstAtMs = 0;

  setEvery(every: number): void {
    this.#every = Math.max(1, Math.floor(every));
  }

  reset(): void {
    this.#unacknowledged = 0;
  }

  skipped(nowMs: number): void {
    if (this.#unacknowledged++ === 0) this.#firstAtMs = nowMs;
  }

  /** Returns the sequence number to acknowledge now, or null. */
  drawn(seq: number, nowMs: number): number | null {
    if (this.#unacknowledged++ === 0) this.#firstAtMs = nowMs;
    this.#newestSeq = seq;
    return this.#unacknowledged >= this.#every ? this.#take() : this.due(nowMs);
  }

  due(nowMs: number): number | null {
    if (this.#unacknowledged === 0 || nowMs - this.#firstAtMs < ACK_INTERVAL_MS) return null;
    return this.#take();
  }

  /** Time until `due` returns a number, ms; null when everything is acknowledged. */
  dueInMs(nowMs: number): number | null {
    return this.#unacknowledged === 0 ? null : Math.max(0, this.#firstAtMs + ACK_INTERVAL_MS - nowMs);
  }

  #take(): number {
    this.#unacknowledged = 0;
    return this.#newestSeq;
  }
}
