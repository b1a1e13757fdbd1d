/**
 * Pool of buffers for encoded frames, reused once every socket has copied the data.
 *
 * Allocating one per frame adds megabytes a second outside V8's heap, and V8 responds to such growth with a full mark of
 * the heap: once a second, for up to 28 ms, a third of the hub's CPU (measured with 30 frames of 100 kB a second).
 */

/** Sizes are rounded up to a multiple of this, so that frames of similar size share buffers. */
const STEP_BYTES = 64 * 1024;
/** Frames are written one at a time. Several buffers are needed only for cameras with different frame sizes. */
const KEPT = 8;

export class WireBuffers {
  readonly #free: Buffer[] = [];

  /** A buffer of at least `bytes`, with undefined content. */
  take(bytes: number): Buffer {
    const index = this.#free.findIndex((buffer) => buffer.length >= bytes && buffer.length < 2 * bytes + STEP_BYTES);
    const [found] = index < 0 ? [] : this.#free.splice(index, 1);
    return found ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
  }

  /** Returns a buffer that is no longer read. */
  release(buffer: Buffer): void {
    this.#free.push(buffer);
    if (this.#free.length > KEPT) this.#free.shift();
  }
}
