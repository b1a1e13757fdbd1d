import type { Point } from '@eyepiece/shared-types';

const EVERY_MS = 60;
/** A resting pointer is repeated at this interval, before others hide it, ms. */
const AGAIN_MS = 2000;

/** Sends the pointer position at most about 16 times per second. The last position is always sent. */
export class PointerSender {
  readonly #send: (at: Point | null) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Latest position, not sent yet. */
  #next: Point | null = null;
  #resting: ReturnType<typeof setInterval> | undefined;

  constructor(send: (at: Point | null) => void) {
    this.#send = send;
  }

  point(at: Point): void {
    this.#next = at;
    if (this.#timer === undefined) this.#flush();
  }

  /** Reports that the pointer is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#resting);
    const pointed = this.#resting !== undefined;
    this.#timer = undefined;
    this.#resting = undefined;
    this.#next = null;
    if (pointed) this.#send(null);
  }

  #flush(): void {
    const at = this.#next;
    this.#next = null;
    this.#timer = undefined;
    if (!at) return;
    this.#send(at);
    clearInterval(this.#resting);
    this.#resting = setInterval(() => this.#send(at), AGAIN_MS);
    this.#timer = setTimeout(() => this.#flush(), EVERY_MS);
  }
}
