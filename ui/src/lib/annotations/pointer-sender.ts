import type { Point } from '@eyepiece/shared-types';

const EVERY_MS = 60;
/** A pointer that rests is told again before others take it for gone, ms. */
const AGAIN_MS = 2000;

/** Sends where a person points, at most some 16 times a second: the last place always arrives. */
export class PointerSender {
  readonly #send: (at: Point | null) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Not sent yet. */
  #next: Point | null = null;
  #resting: ReturnType<typeof setInterval> | undefined;

  constructor(send: (at: Point | null) => void) {
    this.#send = send;
  }

  point(at: Point): void {
    this.#next = at;
    if (this.#timer === undefined) this.#flush();
  }

  /** Nowhere any more. */
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
