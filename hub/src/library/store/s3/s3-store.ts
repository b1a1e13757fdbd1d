import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path/posix';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UNLIMITED_BYTES } from '@eyepiece/shared-types';
import { HubError } from '../../../errors.ts';
import { temporaryPath } from '../durable-files.ts';
import type { ByteRange, Draft, FileStore, Leftover, Space, StoreState, WriteOptions } from '../file-store.ts';
import type { S3Location } from '../location.ts';
import { MissingFile } from '../missing-file.ts';
import { receiveFile, type Expected } from '../verified-upload.ts';
import { Bucket, deadlineMs } from './bucket.ts';
import { BucketWatch } from './bucket-watch.ts';
import { sha256Of } from './digest.ts';
import { toHubError } from './failures.ts';
import { LocalCopies } from './local-copies.ts';
import { Objects, type LocalFile } from './objects.ts';
import { RemovalMarks } from './removal-marks.ts';

/** Local copies that are kept for thumbnails and views. */
const COPIES_BYTES = 512 * 1024 * 1024;
/** Larger masters are not kept as local copies after their upload. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
/** Local disk space that uploads in progress leave free. */
const RESERVE_BYTES = 128 * 1024 * 1024;
/** The largest MAX_CAPTURE_MB. */
const LARGEST_BYTES = 65_536 * 1024 * 1024;
/** No upload takes this long: its hub has crashed. The clocks of hub and endpoint may differ by an hour. */
const ABANDONED_MS = deadlineMs(LARGEST_BYTES) + 3_600_000;
/** Limit of S3 for copies in one request. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** A file that was received, or a small content, which waits for `commit`. */
class S3Draft implements Draft {
  readonly key: string;
  readonly content: LocalFile | string | Uint8Array;
  readonly beside: string | undefined;

  constructor(key: string, content: LocalFile | string | Uint8Array, beside?: string) {
    this.key = key;
    this.content = content;
    this.beside = beside;
  }

  async discard(): Promise<void> {
    if (isLocalFile(this.content)) await rm(this.content.path, { force: true });
  }
}

/**
 * Files in a bucket of an S3 endpoint. An upload is received in a local folder first: its digest and header are checked
 * before anything is visible, and a request to the endpoint can be repeated.
 */
export class S3Store implements FileStore {
  readonly name: string;
  readonly removals: RemovalMarks;
  readonly #bucket: Bucket;
  readonly #objects: Objects;
  readonly #copies: LocalCopies;
  readonly #scratch: string;
  readonly #incoming: string;
  readonly #watch: BucketWatch;
  readonly #now: () => number;

  constructor(location: S3Location, now: () => number = Date.now) {
    this.#now = now;
    this.#bucket = new Bucket(location);
    this.name = this.#bucket.name;
    this.#objects = new Objects(this.#bucket);
    this.#watch = new BucketWatch(this.#bucket);
    this.removals = new RemovalMarks(this.#objects);
    this.#scratch = location.scratch;
    this.#incoming = join(location.scratch, 'incoming');
    const fetch = (key: string, path: string): Promise<void> => pipeline(this.read(key), createWriteStream(path, { flags: 'wx' }));
    this.#copies = new LocalCopies({ folder: join(location.scratch, 'copies'), maxBytes: COPIES_BYTES, fetch });
  }

  async prepare(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    await this.#copies.prepare();
    await this.tidy();
  }

  async tidy(): Promise<void> {
    try {
      for await (const upload of this.#bucket.unfinishedUploads()) {
        if (upload.startedAt !== undefined && this.#now() - upload.startedAt.getTime() > ABANDONED_MS)
          await this.#bucket.abortUpload(upload);
      }
    } catch (error) {
      throw toHubError(error);
    }
  }

  localPath(): undefined {
    return undefined;
  }

  sizeOf(key: string): Promise<number | undefined> {
    return this.#objects.sizeOf(key);
  }

  read(key: string, range?: ByteRange): Readable {
    return this.#objects.read(key, range);
  }

  readSmall(key: string): Promise<Buffer | undefined> {
    return this.#objects.readSmall(key);
  }

  withLocalFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T> {
    return this.#copies.use(key, work);
  }

  async receive(key: string, stream: Readable, expected: Expected): Promise<Draft> {
    const path = temporaryPath(this.#incoming, 'upload');
    const [id = ''] = basename(dirname(key)).split('.');
    const admitted = Promise.all([expected.admitted, this.#assertScratchSpace(expected.sizeBytes), this.removals.assertNone(id)]);
    await receiveFile(stream, path, { ...expected, admitted });
    return new S3Draft(key, { path, sizeBytes: expected.sizeBytes, sha256: expected.digest });
  }

  draft(key: string, content: string | Uint8Array, { beside }: WriteOptions = {}): Promise<Draft> {
    return Promise.resolve(new S3Draft(key, content, beside));
  }

  async commit(drafts: readonly Draft[]): Promise<void> {
    const mine = drafts.filter((draft) => draft instanceof S3Draft);
    try {
      for (const { key, content, beside } of mine) {
        if (isLocalFile(content)) await this.#upload(key, content);
        else await this.write(key, content, { beside });
      }
      this.#watch.wrote();
    } catch (error) {
      this.#watch.failed(error);
      await Promise.all(mine.map((draft) => draft.discard()));
      throw error;
    }
  }

  async write(key: string, content: string | Uint8Array, { beside }: WriteOptions = {}): Promise<void> {
    await this.#objects.write(key, content);
    // Asked afterwards: the other file may be removed at the same time, see RemovalMarks.
    if (beside === undefined || (await this.#objects.sizeOf(beside)) !== undefined) return;
    await this.#objects.remove(key);
    throw new MissingFile(beside);
  }

  create(key: string, content: string): Promise<boolean> {
    return this.#objects.create(key, content);
  }

  names(folder: string): Promise<string[]> {
    return this.#objects.names(folder === '' ? '' : `${folder}/`);
  }

  removeFile(key: string): Promise<void> {
    return this.#objects.remove(key);
  }

  removeFolder(folder: string): Promise<void> {
    return this.#objects.removeFolder(folder);
  }

  async moveFolder(from: string, to: string): Promise<void> {
    await this.removeFolder(to);
    try {
      for await (const { key, sizeBytes } of this.#bucket.keys(`${from}/`)) {
        if (sizeBytes > MAX_COPY_BYTES) throw new Error(`${key} has more than 5 GB, which S3 does not copy: move it to ${to} by hand`);
        await this.#bucket.copy(key, to + key.slice(from.length), sizeBytes);
      }
    } catch (error) {
      throw error instanceof Error && error.message.includes('by hand') ? error : toHubError(error);
    }
    await this.removeFolder(from);
  }

  async copyIn(path: string, key: string): Promise<void> {
    await this.#objects.upload(key, { path, sizeBytes: (await stat(path)).size, sha256: await sha256Of(path) });
  }

  async moveIn(path: string, key: string): Promise<void> {
    await this.copyIn(path, key);
    await rm(path, { force: true });
  }

  async copyOut(key: string, path: string): Promise<void> {
    const object = await this.#objects.head(key);
    if (object === undefined) throw new MissingFile(key);
    const temporary = join(path, '..', '.copying');
    await pipeline(this.read(key), createWriteStream(temporary, { mode: 0o600, flush: true }));
    const { sizeBytes, sha256 } = object;
    if ((await stat(temporary)).size !== sizeBytes || (sha256 !== undefined && (await sha256Of(temporary)) !== sha256)) {
      throw new Error(`${key} has another size or digest than ${this.name} announces`);
    }
    await rename(temporary, path);
  }

  async leftovers(): Promise<Leftover[]> {
    const found: Leftover[] = [];
    try {
      for await (const upload of this.#bucket.unfinishedUploads()) {
        found.push({ path: `${upload.key} (upload ${upload.uploadId})`, remove: () => this.#bucket.abortUpload(upload) });
      }
    } catch (error) {
      throw toHubError(error);
    }
    return found;
  }

  space(): Promise<Space> {
    return Promise.resolve({ freeBytes: UNLIMITED_BYTES, diskBytes: UNLIMITED_BYTES });
  }

  state(): Promise<StoreState> {
    return this.#watch.state();
  }

  close(): Promise<void> {
    this.#bucket.close();
    return Promise.resolve();
  }

  async #upload(key: string, file: LocalFile): Promise<void> {
    await this.#objects.upload(key, file);
    if (file.sizeBytes <= MAX_KEPT_BYTES) await this.#copies.adopt(key, file.path, file.sizeBytes);
    else await rm(file.path, { force: true });
  }

  async #assertScratchSpace(sizeBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#scratch);
    const freeBytes = Math.max(0, bavail * bsize - RESERVE_BYTES);
    if (sizeBytes <= freeBytes) return;
    throw new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; the hub has ${String(freeBytes)} for uploads in progress`);
  }
}

function isLocalFile(content: LocalFile | string | Uint8Array): content is LocalFile {
  return typeof content === 'object' && 'sha256' in content;
}
