/** Objects of a bucket as files: conditional uploads, reads that continue after a broken connection. Throws HubErrors. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { ByteRange } from '../file-store.ts';
import { MissingFile } from '../missing-file.ts';
import { PART_BYTES, type Bucket, type PutOptions, type StoredObject } from './bucket.ts';
import { isConditionConflict, isNotFound, isNotImplemented, isPreconditionFailed, isUploadEnded, toHubError } from './failures.ts';

/** A local file to upload. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** Bound the memory of uploads: 8 × 8 MiB for small files, 2 × 3 parts of 8 MiB for large ones. */
const AT_ONCE = { small: 8, large: 2 };
const CONFLICT = { attempts: 5, waitMs: 200 };
/** Attempts to continue a read without any byte in between. */
const READ_ATTEMPTS = 3;

export class Objects {
  readonly #bucket: Bucket;
  readonly #small = new PQueue({ concurrency: AT_ONCE.small });
  readonly #large = new PQueue({ concurrency: AT_ONCE.large });
  /** Whether the endpoint refuses to replace an object when asked to create one. */
  #conditional = true;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  head(key: string): Promise<StoredObject | undefined> {
    return translated(this.#bucket.head(key));
  }

  async sizeOf(key: string): Promise<number | undefined> {
    return (await this.head(key))?.sizeBytes;
  }

  async readSmall(key: string): Promise<Buffer | undefined> {
    try {
      return await buffer(this.read(key));
    } catch (error) {
      if (error instanceof MissingFile) return undefined;
      throw error;
    }
  }

  /** Streams an object or a part of it. Continues where a connection broke. */
  read(key: string, range?: ByteRange): Readable {
    return Readable.from(this.#bytesOf(key, range), { objectMode: false });
  }

  write(key: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return translated(this.#small.add(() => this.#bucket.put(key, bytes)));
  }

  /** @returns whether it was created; false when it exists */
  async create(key: string, content: string): Promise<boolean> {
    try {
      await this.#bucket.put(key, Buffer.from(content), { onlyNew: true });
      return true;
    } catch (error) {
      if (isPreconditionFailed(error)) return false;
      throw toHubError(error);
    }
  }

  /**
   * Uploads a file once: an object with the same content stays. An object with other content is replaced, because a key
   * of the library names its content.
   */
  async upload(key: string, file: LocalFile): Promise<void> {
    try {
      await this.#uploadNew(key, file);
    } catch (error) {
      throw toHubError(error);
    }
  }

  async remove(key: string): Promise<void> {
    await translated(this.#bucket.delete(key));
  }

  async removeFolder(folder: string): Promise<void> {
    try {
      // Listed again until nothing is left: a file may be written beside the others meanwhile.
      for (let left = true; left;) {
        left = false;
        for await (const { key } of this.#bucket.keys(`${folder}/`)) {
          left = true;
          await this.#bucket.delete(key);
        }
      }
    } catch (error) {
      throw toHubError(error);
    }
  }

  /** @param folder with a slash at its end */
  names(folder: string): Promise<string[]> {
    return translated(this.#bucket.names(folder));
  }

  async #uploadNew(key: string, file: LocalFile): Promise<void> {
    for (let attempt = 1; this.#conditional; attempt += 1) {
      try {
        await this.#put(key, file, { onlyNew: true });
        return;
      } catch (error) {
        if (isNotImplemented(error)) this.#conditional = false;
        else if (isPreconditionFailed(error) || isUploadEnded(error)) break;
        else if (!isConditionConflict(error) || attempt === CONFLICT.attempts) throw error;
        else await sleep(CONFLICT.waitMs * attempt);
      }
    }
    const there = await this.#bucket.head(key);
    if (there?.sizeBytes === file.sizeBytes && there.sha256 === file.sha256) return;
    await this.#put(key, file);
  }

  async #put(key: string, { path, sizeBytes, sha256 }: LocalFile, options: PutOptions = {}): Promise<void> {
    if (sizeBytes <= PART_BYTES) {
      await this.#small.add(async () => this.#bucket.put(key, await readFile(path), { ...options, sha256 }));
    } else {
      await this.#large.add(async () => {
        const content = Readable.from(verified(createReadStream(path), sha256), { objectMode: false });
        await this.#bucket.putParts(key, content, sizeBytes, { ...options, sha256 });
        await this.#abortOthers(key);
      });
    }
  }

  /** Deletes the parts that a crashed hub has left of this object, and ends an upload of it that another hub has in progress. */
  async #abortOthers(key: string): Promise<void> {
    try {
      for await (const upload of this.#bucket.unfinishedUploads(key)) if (upload.key === key) await this.#bucket.abortUpload(upload);
    } catch {
      // The object is stored. Housekeeping deletes the parts later.
    }
  }

  async *#bytesOf(key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    let at = range?.start ?? 0;
    let end: number | undefined;
    for (let failures = 0; ;) {
      try {
        const { body, object } = await this.#bucket.get(
          key,
          at === 0 && range === undefined ? undefined : `bytes=${at}-${range?.end ?? ''}`,
        );
        end ??= at + object.sizeBytes;
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          at += chunk.length;
          failures = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        // The connection broke after the last byte.
        if (at === end) return;
        failures += 1;
        if (isNotFound(error)) throw new MissingFile(key);
        if (at === (range?.start ?? 0) || failures > READ_ATTEMPTS) throw toHubError(error);
      }
    }
  }
}

/** Fails at the end when the content is not what was announced, so that the upload is not completed. */
async function* verified(content: Readable, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error('a local file has changed while it was uploaded');
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toHubError(error);
  }
}
