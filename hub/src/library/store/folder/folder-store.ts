import { constants, createReadStream } from 'node:fs';
import { access, copyFile, mkdir, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { PRIVATE_FILE_MODE } from '@eyepiece/host/data-folder/private-files';
import {
  isMissing,
  makeFolder,
  openAndSync,
  sizeOfFile,
  syncFolder,
  temporaryPath,
  toStorageError,
  writeNewFile,
} from '../durable-files.ts';
import type { ByteRange, Draft, FileStore, Leftover, Space, StoreState, WriteOptions } from '../file-store.ts';
import { receiveFile, type Expected } from '../verified-upload.ts';
import { RemovalFolder } from './removal-folder.ts';

interface FolderStoreOptions {
  readonly root: string;
  /** Names the partial files of this hub in a folder that several hubs share. */
  readonly hubId?: string | undefined;
}

/** The folders at the root that hold partial files. */
const AREAS = ['captures', 'thumbnails'] as const;
/** No camera id starts with a dot. */
const INCOMING = '.incoming';

class FileDraft implements Draft {
  readonly temporary: string;
  readonly place: string;

  constructor(temporary: string, place: string) {
    this.temporary = temporary;
    this.place = place;
  }

  discard(): Promise<void> {
    return rm(this.temporary, { force: true });
  }
}

/** Files in a folder: of this machine, or on a file system that several hubs share. */
export class FolderStore implements FileStore {
  readonly name: string;
  readonly removals: RemovalFolder;
  readonly #root: string;
  readonly #hubId: string;

  constructor({ root, hubId = '' }: FolderStoreOptions) {
    this.name = root;
    this.#root = resolve(root);
    this.#hubId = hubId;
    this.removals = new RemovalFolder(join(this.#root, 'captures'));
  }

  async prepare(): Promise<void> {
    for (const area of AREAS) {
      await rm(this.#incoming(area), { recursive: true, force: true });
      await mkdir(this.#incoming(area), { recursive: true });
    }
  }

  localPath(key: string): string {
    const path = resolve(this.#root, ...key.split('/'));
    if (!path.startsWith(this.#root + sep)) throw new Error(`the path "${key}" points outside of the store`);
    return path;
  }

  sizeOf(key: string): Promise<number | undefined> {
    return sizeOfFile(this.localPath(key));
  }

  read(key: string, range?: ByteRange): Readable {
    return createReadStream(this.localPath(key), range);
  }

  async readSmall(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.localPath(key));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  withLocalFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T> {
    return work(this.localPath(key));
  }

  async receive(key: string, stream: Readable, expected: Expected): Promise<Draft> {
    const place = this.localPath(key);
    const temporary = this.#temporaryFor(key);
    await receiveFile(stream, temporary, {
      ...expected,
      check: async (path) => {
        await expected.check?.(path);
        await makeFolder(dirname(place));
      },
    });
    return new FileDraft(temporary, place);
  }

  async draft(key: string, content: string | Uint8Array): Promise<Draft> {
    const draft = new FileDraft(this.#temporaryFor(key), this.localPath(key));
    try {
      await writeNewFile(draft.temporary, content);
    } catch (error) {
      await draft.discard();
      throw error;
    }
    return draft;
  }

  async commit(drafts: readonly Draft[]): Promise<void> {
    const files = drafts.filter((draft) => draft instanceof FileDraft);
    try {
      for (const { temporary, place } of files) await rename(temporary, place);
      for (const folder of new Set(files.map(({ place }) => dirname(place)))) await syncFolder(folder);
    } catch (error) {
      await Promise.all(files.map((draft) => draft.discard()));
      throw toStorageError(error);
    }
  }

  async write(key: string, content: string | Uint8Array, { beside }: WriteOptions = {}): Promise<void> {
    // The folder of a file that must exist is not created: its absence is the missing file.
    if (beside === undefined) await makeFolder(dirname(this.localPath(key)));
    await this.commit([await this.draft(key, content)]);
  }

  async create(key: string, content: string): Promise<boolean> {
    try {
      await writeNewFile(this.localPath(key), content);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  async names(folder: string): Promise<string[]> {
    try {
      return (await readdir(this.localPath(folder))).sort();
    } catch (error) {
      if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) return [];
      throw error;
    }
  }

  removeFile(key: string): Promise<void> {
    return rm(this.localPath(key), { force: true });
  }

  removeFolder(folder: string): Promise<void> {
    return rm(this.localPath(folder), { recursive: true, force: true });
  }

  async moveFolder(from: string, to: string): Promise<void> {
    const place = this.localPath(to);
    await mkdir(dirname(place), { recursive: true });
    await rm(place, { recursive: true, force: true });
    await rename(this.localPath(from), place);
    await syncFolder(dirname(place));
  }

  async copyIn(path: string, key: string): Promise<void> {
    const place = this.localPath(key);
    await mkdir(dirname(place), { recursive: true });
    await copyDurably(path, place);
  }

  async moveIn(path: string, key: string): Promise<void> {
    const place = this.localPath(key);
    try {
      await makeFolder(dirname(place));
      await renameOrCopy(path, place);
    } catch (error) {
      throw toStorageError(error);
    }
  }

  copyOut(key: string, path: string): Promise<void> {
    return copyDurably(this.localPath(key), path);
  }

  /** Each hub deletes its own partial files when it starts. */
  tidy(): Promise<void> {
    return Promise.resolve();
  }

  async leftovers(): Promise<Leftover[]> {
    const found: Leftover[] = [];
    for (const area of AREAS) {
      for (const name of await this.names(`${area}/${INCOMING}`)) {
        const path = `${area}/${INCOMING}/${name}`;
        found.push({ path, remove: () => this.removeFolder(path) });
      }
    }
    return found;
  }

  async space(): Promise<Space> {
    const { bavail, bsize, blocks } = await statfs(this.#root);
    return { freeBytes: bavail * bsize, diskBytes: blocks * bsize };
  }

  async state(): Promise<StoreState> {
    try {
      for (const area of AREAS) await access(this.#incoming(area), constants.W_OK);
      return 'ok';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'refuses' : 'unavailable';
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** On the same file system as the place, for an atomic rename. */
  #temporaryFor(key: string): string {
    const [area = ''] = key.split('/');
    return temporaryPath(this.#incoming(area), basename(key));
  }

  #incoming(area: string): string {
    return join(this.#root, area, INCOMING, this.#hubId);
  }
}

async function renameOrCopy(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // The store is on another file system.
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyDurably(from, to);
    await rm(from, { force: true });
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  const temporary = join(dirname(to), '.copying');
  await copyFile(from, temporary, constants.COPYFILE_FICLONE);
  // copyFile copies the mode of the source.
  await openAndSync(temporary, 'r+', (handle) => handle.chmod(PRIVATE_FILE_MODE));
  await rename(temporary, to);
}
