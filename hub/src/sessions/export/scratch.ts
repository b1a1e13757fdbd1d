/** Documents of an archive, written to a folder of their own: how long they are is known before the first byte is sent. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toStorageError } from '../../captures/files/durable-files.ts';
import { Relief } from '../../zip/relief.ts';
import type { ZipEntry } from '../../zip/source.ts';

/** Writes what is yielded, no faster than the disk takes it. @throws {HubError} no_space */
export async function writeDocument(folder: string, name: string, mtime: Date, pieces: AsyncIterable<string>): Promise<ZipEntry> {
  const path = join(folder, name);
  try {
    await pipeline(Readable.from(relieved(pieces)), createWriteStream(path));
  } catch (error) {
    throw toStorageError(error);
  }
  const { size } = await stat(path);
  return { name, sizeBytes: size, mtime, open: () => createReadStream(path) };
}

/** Pictures in a page are garbage several times over before they are on disk. */
async function* relieved(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const relief = new Relief();
  for await (const piece of pieces) {
    yield piece;
    relief.passed(4 * piece.length);
  }
}

/** Many small files in one: a place in it for each. */
export class SmallFiles {
  readonly #path: string;
  readonly #stream;
  #offset = 0;

  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
    this.#stream = createWriteStream(this.#path);
    // Met again by whoever waits for it.
    this.#stream.on('error', () => undefined);
  }

  /** @throws {HubError} no_space */
  async add(name: string, mtime: Date, text: string): Promise<ZipEntry> {
    const content = Buffer.from(text);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(content, (error) => {
        if (error) reject(toStorageError(error));
        else resolve();
      });
    });
    const start = this.#offset;
    this.#offset += content.length;
    return { name, sizeBytes: content.length, mtime, open: () => createReadStream(this.#path, { start, end: start + content.length - 1 }) };
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#stream.close(resolve));
  }
}
