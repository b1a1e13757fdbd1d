/** Fetches and decodes a picture, so that it can be shown at once. Rejects when it cannot be shown. */
export async function decodedImage(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/**
 * An address that changes under a hand, as a picture that never goes blank: the one before stays until the next has been
 * decoded, one is fetched at a time, and of those wanted meanwhile only the newest.
 */
export class SteadyImage {
  /** What to show; null before the first. */
  shown = $state<string | null>(null);
  failed = $state<string | null>(null);
  #wanted: string | null = null;
  #busy = false;
  readonly #fetch: (address: string) => Promise<unknown>;

  constructor(fetch: (address: string) => Promise<unknown> = decodedImage) {
    this.#fetch = fetch;
  }

  /** @param anew the picture is another one: nothing of the one before may stay */
  want(address: string, anew = false): void {
    if (anew) this.shown = null;
    if (address === this.#wanted) return;
    this.#wanted = address;
    this.failed = null;
    if (!this.#busy) void this.#run();
  }

  /** Tries what failed once more. */
  again(): void {
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
        // Overtaken: still better than what there is, unless the picture has become another.
        if (address === this.#wanted) this.shown = address;
      } catch {
        if (address === this.#wanted) this.failed = address;
      }
    }
    this.#busy = false;
  }
}
