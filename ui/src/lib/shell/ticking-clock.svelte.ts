const TICK_MS = 250;

/** The time for everything on the page that counts: ages, countdowns. Four ticks a second. */
export class TickingClock {
  /** As performance.now(), ms. */
  nowMs = $state(performance.now());
  readonly #timer = setInterval(() => (this.nowMs = performance.now()), TICK_MS);

  close(): void {
    clearInterval(this.#timer);
  }
}
