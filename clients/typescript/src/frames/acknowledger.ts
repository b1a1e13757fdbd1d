import { AckPolicy } from './ack-policy.ts';
import type { ArrivedFrame } from './arrived-frame.ts';

/** Acknowledges the frames of one camera when they are drawn or skipped. */
export class Acknowledger {
  readonly #policy = new AckPolicy();
  readonly #send: (cameraId: string, seq: number) => void;
  #newest = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (cameraId: string, seq: number) => void) {
    this.#send = send;
  }

  setEvery(every: number): void {
    this.#policy.setEvery(every);
  }

  /** For a new stream of frames. Nothing older is acknowledged any more. */
  reset(): void {
    this.#policy.reset();
    this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A frame for which a later one is acknowledged, or that is unreadable. */
  skipped(): void {
    this.#policy.skipped(performance.now());
  }

  /** A frame was drawn, or will not be. A frame that cannot be drawn counts too: otherwise it would block all later ones. */
  finished({ cameraId, header, order }: ArrivedFrame): void {
    const nowMs = performance.now();
    // A JPEG and a video frame may finish in either order. Acknowledgements are cumulative and must not go back.
    if (order < this.#newest) {
      this.#policy.skipped(nowMs);
      this.#acknowledge(cameraId, this.#policy.due(nowMs));
      return;
    }
    this.#newest = order;
    this.#acknowledge(cameraId, this.#policy.drawn(header.seq, nowMs));
  }

  #acknowledge(cameraId: string, seq: number | null): void {
    if (seq !== null) {
      this.#send(cameraId, seq);
      return;
    }
    const dueInMs = this.#policy.dueInMs(performance.now());
    if (dueInMs === null || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#acknowledge(cameraId, this.#policy.due(performance.now()));
    }, dueInMs + 1);
  }
}
