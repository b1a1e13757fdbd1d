/** Numbered frames for the viewers of a server, 25 a second, with a defect of the server. */

/** `old`: frames of a minute ago. `dead`: the first viewer gets no more frames after ten. */
export type Defect = 'lost' | 'doubled' | 'unordered' | 'old' | 'dead';

export interface FrameSourceOptions<V> {
  readonly defect: Defect | undefined;
  /** In the order in which they came. */
  readonly viewers: () => Iterable<V>;
  readonly send: (viewer: V, seq: number, capturedMs: number) => void;
}

const FRAME_MS = 40;
const OLD_MS = 60_000;
const BEFORE_DEATH = 10;

export class FrameSource<V> {
  readonly #options: FrameSourceOptions<V>;
  readonly #startedMs = performance.now();
  readonly #timer = setInterval(() => this.#tick(), FRAME_MS);
  #first: V | undefined;
  #sentToFirst = 0;
  #next = 0;

  constructor(options: FrameSourceOptions<V>) {
    this.#options = options;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    // A timer that was late makes up for the frames that it missed.
    for (; this.#next * FRAME_MS < performance.now() - this.#startedMs; this.#next += 1) {
      for (const seq of this.#numbers(this.#next)) for (const viewer of this.#options.viewers()) this.#send(viewer, seq);
    }
  }

  /** The numbers that are sent in place of this one. */
  #numbers(seq: number): number[] {
    const { defect } = this.#options;
    const place = seq % 10;
    if (defect === 'lost' && place === 5) return [];
    if (defect === 'doubled' && place === 5) return [seq, seq];
    if (defect === 'unordered' && (place === 5 || place === 6)) return [place === 5 ? seq + 1 : seq - 1];
    return [seq];
  }

  #send(viewer: V, seq: number): void {
    const { defect, send } = this.#options;
    this.#first ??= viewer;
    if (defect === 'dead' && viewer === this.#first && ++this.#sentToFirst > BEFORE_DEATH) return;
    send(viewer, seq, Date.now() - (defect === 'old' ? OLD_MS : 0));
  }
}
