/** Writes files that are made for an archive to disk, so that their size is known before sending starts. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PlannedFile } from '../../persistence/entities/library/archive.ts';
import { YoungGarbage } from '../formats/zip/young-garbage.ts';
import { toStorageError } from '../store/durable-files.ts';

/** Writes the yielded pieces with backpressure. @throws {HubError} no_space */
export async function writeDocument(folder: string, name: string, mtime: Date, pieces: AsyncIterable<string>): Promise<PlannedFile> {
  const path = join(folder, name);
  try {
    await pipeline(Readable.from(collected(pieces)), createWriteStream(path));
  } catch (error) {
    throw toStorageError(error);
  }
  const { size } = await stat(path);
  return { name, sizeBytes: size, mtimeMs: mtime.getTime(), from: { made: name } };
}

/** Pictures in a page become several times their size in garbage before they are written. */
async function* collected(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const garbage = new YoungGarbage();
  for await (const piece of pieces) {
    yield piece;
    garbage.add(4 * piece.length);
  }
}

/** Stores many small files in one file on disk. */
export class SmallFiles {
  readonly #name: string;
  readonly #stream;
  #offset = 0;

  constructor(folder: string, name: string) {
    this.#name = name;
    this.#stream = createWriteStream(join(folder, name));
    // Callers get the error from `write`.
    this.#stream.on('error', () => undefined);
  }

  /** @throws {HubError} no_space */
  async add(name: string, mtime: Date, text: string): Promise<PlannedFile> {
    const content = Buffer.from(text);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(content, (error) => {
        if (error) reject(toStorageError(error));
        else resolve();
      });
    });
    const at = this.#offset;
    this.#offset += content.length;
    return { name, sizeBytes: content.length, mtimeMs: mtime.getTime(), from: { made: this.#name, at } };
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#stream.close(resolve));
  }
}
