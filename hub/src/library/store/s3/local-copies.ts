/** Local copies of files, for libraries that read files. The newest are kept, up to a limit in bytes. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';

interface LocalCopiesOptions {
  readonly folder: string;
  /** Bytes of copies that are not in use. */
  readonly maxBytes: number;
  /** Writes the content to a new file. */
  readonly fetch: (key: string, path: string) => Promise<void>;
}

interface Copy {
  readonly path: string;
  users: number;
  /** Whether the cache has let go of it. It is deleted after its last use. */
  evicted: boolean;
}

export class LocalCopies {
  readonly #folder: string;
  readonly #fetch: LocalCopiesOptions['fetch'];
  readonly #maxBytes: number;
  readonly #copies: LRUCache<string, Copy>;
  /** By key: copies that are being fetched. */
  readonly #fetching = new Map<string, Promise<Copy>>();

  constructor({ folder, maxBytes, fetch }: LocalCopiesOptions) {
    this.#folder = folder;
    this.#fetch = fetch;
    this.#maxBytes = maxBytes;
    this.#copies = new LRUCache({
      maxSize: maxBytes,
      dispose: (copy) => {
        copy.evicted = true;
        void removeUnused(copy);
      },
    });
  }

  /** Deletes the copies of an earlier run. */
  async prepare(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /** Runs `work` with a copy, which is fetched if there is none. */
  async use<T>(key: string, work: (path: string) => Promise<T>): Promise<T> {
    const copy = await this.#get(key);
    try {
      return await work(copy.path);
    } finally {
      copy.users -= 1;
      await removeUnused(copy);
    }
  }

  /** Keeps a local file as the copy of `key`. It is moved. */
  async adopt(key: string, path: string, sizeBytes: number): Promise<void> {
    const copy = this.#newCopy();
    await rename(path, copy.path);
    copy.users -= 1;
    this.#keep(key, copy, sizeBytes);
    await removeUnused(copy);
  }

  async #get(key: string): Promise<Copy> {
    const known = this.#copies.get(key);
    if (known !== undefined) {
      known.users += 1;
      return known;
    }
    const running = this.#fetching.get(key);
    if (running !== undefined) {
      await running;
      // Fetched again if it was too large to be kept.
      return this.#get(key);
    }
    const fetching = this.#fetchCopy(key).finally(() => this.#fetching.delete(key));
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #fetchCopy(key: string): Promise<Copy> {
    const copy = this.#newCopy();
    try {
      await this.#fetch(key, copy.path);
      this.#keep(key, copy, (await stat(copy.path)).size);
      return copy;
    } catch (error) {
      await rm(copy.path, { force: true });
      throw error;
    }
  }

  #keep(key: string, copy: Copy, sizeBytes: number): void {
    if (sizeBytes > this.#maxBytes) copy.evicted = true;
    else this.#copies.set(key, copy, { size: Math.max(1, sizeBytes) });
  }

  /** Has one user: its maker. */
  #newCopy(): Copy {
    return { path: join(this.#folder, randomUUID()), users: 1, evicted: false };
  }
}

async function removeUnused(copy: Copy): Promise<void> {
  // The next start deletes what cannot be deleted now.
  if (copy.evicted && copy.users === 0) await rm(copy.path, { force: true }).catch(() => undefined);
}
