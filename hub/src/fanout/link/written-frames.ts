/** Frames that were written to a link and may not have arrived yet, oldest first. Sums are kept, because each frame asks for them. */
import type { Written } from './written.ts';

const KEPT_MAX = 256;

export class WrittenFrames {
  #frames: Written[] = [];
  #bytes = 0;
  /** The last frame that a ping followed, and the bytes after it. */
  #askedOrder = 0;
  #untoldBytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that no ping asks for. */
  get untoldBytes(): number {
    return this.#untoldBytes;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  /** @param isAsked whether a ping follows it */
  add(frame: Written, isAsked: boolean): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes;
    if (isAsked) this.#askedUpTo(frame.order);
    else this.#untoldBytes += frame.bytes;
    if (this.#frames.length > KEPT_MAX) this.#removeOldest();
  }

  /** Pings could not be written, or are not expected to be answered. @param order last frame that a ping still asks for */
  askedOnlyUpTo(order: number): void {
    this.#askedOrder = order;
    this.#untoldBytes = 0;
    for (const frame of this.#frames) if (frame.order > order) this.#untoldBytes += frame.bytes;
  }

  /** All frames up to this one have arrived. @returns whether that was new */
  arrivedUpTo(order: number): boolean {
    let isNew = false;
    while ((this.#frames[0]?.order ?? Number.POSITIVE_INFINITY) <= order) {
      this.#removeOldest();
      isNew = true;
    }
    return isNew;
  }

  upTo(order: number): readonly Written[] {
    return this.#frames.filter((frame) => frame.order <= order);
  }

  #askedUpTo(order: number): void {
    this.#askedOrder = order;
    this.#untoldBytes = 0;
  }

  #removeOldest(): void {
    const frame = this.#frames.shift();
    if (!frame) return;
    this.#bytes -= frame.bytes;
    if (frame.order > this.#askedOrder) this.#untoldBytes -= frame.bytes;
  }
}
