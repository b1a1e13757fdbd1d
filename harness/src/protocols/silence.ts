/** Ends a connection on which nothing arrives for too long. */
export class SilenceTimer {
  readonly #timeoutMs: number | undefined;
  readonly #silent: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** Without a timeout it does nothing. */
  constructor(timeoutMs: number | undefined, silent: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#silent = silent;
  }

  start(): void {
    if (this.#timeoutMs !== undefined) this.#timer = setTimeout(this.#silent, this.#timeoutMs);
  }

  heard(): void {
    this.#timer?.refresh();
  }

  /** Stops reading: what does not arrive is then no silence. */
  pause(stream: { pause(): unknown }): void {
    this.stop();
    stream.pause();
  }

  resume(stream: { resume(): unknown }): void {
    stream.resume();
    this.start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
