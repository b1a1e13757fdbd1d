const TICK_MS = 250;

/** The time for ages and countdowns on the page. Four ticks per second. */
export class TickingClock {
  /** performance.now() in ms. */
  nowMs = $state(performance.now());
  readonly #timer = setInterval(() => (this.nowMs = performance.now()), TICK_MS);

  close(): void {
    clearInterval(this.#timer);
  }
}
