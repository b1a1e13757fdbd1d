/** Reads a table of the kernel. Node's `readFile` allocates 64 kB for each of the 4 kB that one read returns. */
import { open } from 'node:fs/promises';

const FIRST_BYTES = 64 * 1024;
/** About 100,000 connections. */
const MOST_BYTES = 16 * 1024 * 1024;

export class TcpTable {
  readonly #path: string;
  #buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** Its text, at most the first 16 MB. @throws if the platform has no such table */
  async read(): Promise<string> {
    const file = await open(this.#path);
    try {
      let bytes = 0;
      for (;;) {
        if (bytes === this.#buffer.length && !this.#grow()) break;
        const { bytesRead } = await file.read(this.#buffer, bytes, this.#buffer.length - bytes);
        if (bytesRead === 0) break;
        bytes += bytesRead;
      }
      return this.#buffer.toString('latin1', 0, bytes);
    } finally {
      await file.close();
    }
  }

  #grow(): boolean {
    if (this.#buffer.length >= MOST_BYTES) return false;
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * this.#buffer.length));
    this.#buffer.copy(larger);
    this.#buffer = larger;
    return true;
  }
}
