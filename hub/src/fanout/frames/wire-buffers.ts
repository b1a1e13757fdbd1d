/**
 * Buffers for frames on their way out, used again once every socket has taken its copy.
 *
 * A new one for every frame would be megabytes a second outside V8's heap, and V8 answers growth there with a full
 * mark of the whole heap: once a second, up to 28 ms at a time, a third of the hub's CPU (measured at 30 frames of
 * 100 kB a second).
 */

/** Sizes are rounded up to this, so that frames of about one size share buffers, bytes. */
const STEP_BYTES = 64 * 1024;
/** Frames are written one after the other; more are kept only while cameras of different sizes take turns. */
const KEPT = 8;

export class WireBuffers {
  readonly #free: Buffer[] = [];

  /** At least `bytes` long, with whatever was in it. */
  take(bytes: number): Buffer {
    const index = this.#free.findIndex((buffer) => buffer.length >= bytes && buffer.length < 2 * bytes + STEP_BYTES);
    const [found] = index < 0 ? [] : this.#free.splice(index, 1);
    return found ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
  }

  /** Only what nobody reads any more. */
  give(buffer: Buffer): void {
    this.#free.push(buffer);
    if (this.#free.length > KEPT) this.#free.shift();
  }
}
