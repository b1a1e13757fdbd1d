/** One encoding of a frame, made on demand and written to many connections, in memory that later frames reuse. */
import { WireBuffers } from './wire-buffers.ts';

/** Returns a buffer of at least this many bytes. */
export type Take = (bytes: number) => Buffer;

const buffers = new WireBuffers();

export class SharedBytes<Encoded> {
  #encoded: { readonly views: Encoded; readonly whole: Buffer } | undefined;
  #isKept = false;

  /** @param encode writes into a buffer that it takes, and returns views of it. Invalid after `written` */
  get(encode: (take: Take) => Encoded): Encoded {
    if (this.#encoded) return this.#encoded.views;
    let whole: Buffer = Buffer.alloc(0);
    const views = encode((length) => (whole = buffers.take(length)));
    this.#encoded = { views, whole };
    return views;
  }

  /** Excludes the buffer from reuse: a connection has not written all of it yet. */
  keep(): void {
    this.#isKept = true;
  }

  /** Releases the buffer after all connections that are ready were served. Later ones encode the frame again. */
  written(): void {
    if (this.#encoded && !this.#isKept) buffers.release(this.#encoded.whole);
    this.#encoded = undefined;
    this.#isKept = false;
  }
}
