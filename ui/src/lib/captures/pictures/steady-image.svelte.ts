/** Loads and decodes a picture, so that it can be shown without delay. Rejects when it cannot be shown. */
export async function decodedImage(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/**
 * A picture with a frequently changing URL that never goes blank. The previous picture stays until the next is
 * decoded. Loads one at a time; of the requests meanwhile only the newest counts.
 */
export class SteadyImage {
  /** URL to show; null before the first. */
  shown = $state<string | null>(null);
  failed = $state<string | null>(null);
  #wanted: string | null = null;
  #busy = false;
  readonly #fetch: (address: string) => Promise<unknown>;

  constructor(fetch: (address: string) => Promise<unknown> = decodedImage) {
    this.#fetch = fetch;
  }

  /** @param replace it is a different picture: the previous one must not stay visible */
  show(address: string, replace = false): void {
    if (replace) this.shown = null;
    if (address === this.#wanted) return;
    this.#wanted = address;
    this.failed = null;
    if (!this.#busy) void this.#run();
  }

  /** Retries after a failure. */
  retry(): void {
    this.failed = null;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const address = this.#wanted;
      if (address === null || address === this.shown || address === this.failed) break;
      try {
        await this.#fetch(address);
        // A superseded result may belong to a different picture.
        if (address === this.#wanted) this.shown = address;
      } catch {
        if (address === this.#wanted) this.failed = address;
      }
    }
    this.#busy = false;
  }
}
