/** Whether and how large an element is on the screen. */
export class Visibility {
  readonly #element: HTMLElement;
  readonly #changed: () => void;
  readonly #resizing: ResizeObserver;
  readonly #intersecting: IntersectionObserver;
  #width = 0;
  #isInView = false;
  #last: number | null = null;

  constructor(element: HTMLElement, changed: () => void) {
    this.#element = element;
    this.#changed = changed;
    this.#resizing = new ResizeObserver(([entry]) => {
      this.#width = entry?.contentRect.width ?? 0;
      this.#update();
    });
    this.#intersecting = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      this.#update();
    });
  }

  /** In pixels of the screen; null while the element is not on it. */
  get widthPx(): number | null {
    if (!this.#isInView || document.visibilityState === 'hidden') return null;
    return Math.max(1, this.#width * devicePixelRatio);
  }

  start(): void {
    this.#resizing.observe(this.#element);
    this.#intersecting.observe(this.#element);
    document.addEventListener('visibilitychange', this.#update);
  }

  stop(): void {
    this.#resizing.disconnect();
    this.#intersecting.disconnect();
    document.removeEventListener('visibilitychange', this.#update);
    this.#isInView = false;
    this.#last = null;
  }

  readonly #update = (): void => {
    if (this.widthPx === this.#last) return;
    this.#last = this.widthPx;
    this.#changed();
  };
}
