import type { RewindKey } from '@eyepiece/shared-types';

const KEPT = 24;

/** Addresses of the last pictures, so that stepping back and forth requests each picture once. */
export class PastPictures {
  readonly #urls = new Map<RewindKey, string>();

  get(key: RewindKey): string | undefined {
    const url = this.#urls.get(key);
    if (url !== undefined) {
      this.#urls.delete(key);
      this.#urls.set(key, url);
    }
    return url;
  }

  add(key: RewindKey, picture: Blob): string {
    const url = URL.createObjectURL(picture);
    this.#urls.set(key, url);
    for (const [oldest, oldUrl] of this.#urls) {
      if (this.#urls.size <= KEPT) break;
      this.#urls.delete(oldest);
      URL.revokeObjectURL(oldUrl);
    }
    return url;
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}
