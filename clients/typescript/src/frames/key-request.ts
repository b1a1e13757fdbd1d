/** Shortest time between two requests, ms. Frames that were sent before the first one was handled must not cause a second. */
const INTERVAL_MS = 1000;

/** Asks the hub for a key frame, once per failure and at most once a second. */
export class KeyRequest {
  readonly #send: () => void;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: () => void) {
    this.#send = send;
  }

  /** No frame can be decoded until a key frame comes. Called with each of them. */
  needed(): void {
    if (this.#timer !== undefined) return;
    const dueInMs = this.#sentAtMs + INTERVAL_MS - performance.now();
    if (dueInMs <= 0) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), dueInMs);
  }

  /** A key frame has come. */
  fulfilled(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** For a new stream, which begins with a key frame. */
  reset(): void {
    this.fulfilled();
    this.#sentAtMs = Number.NEGATIVE_INFINITY;
  }

  #ask(): void {
    this.#timer = undefined;
    this.#sentAtMs = performance.now();
    this.#send();
  }
}
