/** The highest recent rate of a link, and whether it leaves plenty of room. Pure. */

/** Part of the highest rate that is left after each sample. */
const KEPT = 0.9;
/** A link has plenty of room from 160 Mbit/s on, and keeps it down to the second rate: single rates are not exact. */
const PLENTY_BYTES_PER_MS = { from: 20_000, downTo: 14_000 };

export class PeakRate {
  #bytesPerMs = 0;
  #isPlenty = false;

  get isPlenty(): boolean {
    return this.#isPlenty;
  }

  add(bytesPerMs: number): void {
    this.restart(Math.max(this.#bytesPerMs * KEPT, bytesPerMs));
  }

  /** The link has become slower. */
  restart(bytesPerMs: number): void {
    this.#bytesPerMs = bytesPerMs;
    this.#isPlenty = bytesPerMs >= PLENTY_BYTES_PER_MS[this.#isPlenty ? 'downTo' : 'from'];
  }
}
