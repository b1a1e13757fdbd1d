/** Faults without a decoded frame in between. */
const IN_A_ROW_MAX = 3;
/** A decoder may fail again and again after its first picture. */
const RECENT = { max: 6, withinMs: 60_000 } as const;

/** Decides when to give video up, because the decoder keeps failing. */
export class DecoderFaults {
  #inARow = 0;
  #recentMs: number[] = [];

  /** @returns whether video does not work in this browser */
  add(nowMs: number): boolean {
    this.#inARow += 1;
    this.#recentMs = [...this.#recentMs.filter((atMs) => nowMs - atMs < RECENT.withinMs), nowMs];
    return this.#inARow >= IN_A_ROW_MAX || this.#recentMs.length >= RECENT.max;
  }

  decoded(): void {
    this.#inARow = 0;
  }
}
