import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { captureMetadataSchema, type CaptureMetadata } from '@eyepiece/shared-types';
import { HubError } from '../../../errors.ts';
import { makeFolder, replaceFile, sizeOfFile, syncFolder, temporaryPath, toStorageError, writeNewFile } from './durable-files.ts';
import { receiveFile, type FileCheck } from './verified-upload.ts';
import { pathInside, previewPath, relativePath, sidecarPath } from './layout.ts';
import { RemovalFolder } from './removal-folder.ts';

export interface CaptureStoreOptions {
  readonly dataDir: string;
  /** Largest master file. */
  readonly maxBytes: number;
  /** Disk space that captures leave free for the database and logs. */
  readonly reserveBytes?: number;
}

/** An upload. */
export interface Incoming {
  readonly metadata: CaptureMetadata;
  readonly stream: Readable;
  /** Content of the sidecar, written in parallel with the master. */
  readonly sidecar: object | Promise<object>;
  /** Throws when the received file must be rejected. */
  readonly check?: FileCheck | undefined;
}

/** A completely received file that is not at its final place yet. */
export interface Received {
  /** Where `commit` moves it. */
  readonly relativePath: string;
  /** Moves it to its place, with its sidecar. Durable when this resolves. */
  commit(): Promise<void>;
}

/** A sidecar that is written to a temporary file. */
export interface PreparedSidecar {
  /** Moves it to its place. Durable when this resolves. */
  commit(): Promise<void>;
  /** Removes the temporary file. Does nothing after `commit`. */
  discard(): Promise<void>;
}

const DEFAULT_RESERVE_BYTES = 256 * 1024 * 1024;

/** The files of captures. Does not use the database. */
export class CaptureStore {
  readonly #root: string;
  readonly #incoming: string;
  readonly #maxBytes: number;
  readonly #reserveBytes: number;

  private constructor({ dataDir, maxBytes, reserveBytes = DEFAULT_RESERVE_BYTES }: CaptureStoreOptions) {
    this.#root = join(dataDir, 'captures');
    // No camera id starts with a dot.
    this.#incoming = join(this.#root, '.incoming');
    this.#maxBytes = maxBytes;
    this.#reserveBytes = reserveBytes;
  }

  /** Creates the folders and deletes partial uploads of an earlier run. */
  static async open(options: CaptureStoreOptions): Promise<CaptureStore> {
    const store = new CaptureStore(options);
    await rm(store.#incoming, { recursive: true, force: true });
    await mkdir(store.#incoming, { recursive: true });
    return store;
  }

  /** @throws {HubError} payload_too_large, digest_mismatch, no_space, or the error of `sidecar` or `check`; no file remains then */
  async receive({ metadata, stream, sidecar, check }: Incoming): Promise<Received> {
    const text = Promise.resolve(sidecar).then(sidecarText);
    text.catch(() => undefined); // handled where the promise is awaited
    // Validated again, although callers have done so: these fields form the path.
    captureMetadataSchema.pick({ id: true, cameraId: true, filename: true, sha256: true }).parse(metadata);
    const { id, sha256, sizeBytes } = metadata;
    const relative = relativePath(metadata);
    const place = pathInside(this.#root, relative);
    const master = temporaryPath(this.#incoming, id);
    const beside = temporaryPath(this.#incoming, `${id}.json`);
    const settled = await Promise.allSettled([
      receiveFile(stream, master, {
        digest: sha256,
        sizeBytes,
        maxBytes: this.#maxBytes,
        admitted: this.#assertSpace(sizeBytes),
        check: async (path) => {
          await check?.(path);
          await makeFolder(dirname(place));
        },
      }),
      text.then((content) => writeNewFile(beside, content)),
    ]);
    const failed = settled.find((step) => step.status === 'rejected');
    if (failed) {
      await removeAll(master, beside);
      throw failed.reason;
    }
    return { relativePath: relative, commit: () => this.#commit(master, beside, place) };
  }

  async #commit(master: string, beside: string, place: string): Promise<void> {
    try {
      await rename(beside, sidecarPath(place));
      await rename(master, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await removeAll(master, beside);
      throw toStorageError(error);
    }
  }

  async writeSidecar(relative: string, sidecar: object): Promise<void> {
    await replaceFile(sidecarPath(pathInside(this.#root, relative)), sidecarText(sidecar), this.#incoming);
  }

  /** Writes a sidecar durably to a temporary file, so that the rename needs no space. @throws {HubError} no_space */
  async prepareSidecar(relative: string, sidecar: object): Promise<PreparedSidecar> {
    const place = sidecarPath(pathInside(this.#root, relative));
    const draft = temporaryPath(this.#incoming, basename(place));
    try {
      await writeNewFile(draft, sidecarText(sidecar));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return {
      commit: async () => {
        await rename(draft, place);
        await syncFolder(dirname(place));
      },
      discard: () => rm(draft, { force: true }),
    };
  }

  /** Stores the preview that thumbnails of a master are made from. Durable when this resolves. */
  async writePreview(relative: string, jpeg: Uint8Array): Promise<void> {
    const path = this.previewOf(relative);
    await makeFolder(dirname(path));
    await replaceFile(path, jpeg, this.#incoming);
  }

  /** Removes a capture's folder, after an upload that was refused late. */
  async remove(relative: string): Promise<void> {
    await rm(dirname(pathInside(this.#root, relative)), { recursive: true, force: true });
  }

  /** The folder for captures that are being removed. */
  get removals(): RemovalFolder {
    return new RemovalFolder(this.#root);
  }

  pathOf(relative: string): string {
    return pathInside(this.#root, relative);
  }

  /** The path of a master's preview, which may not have arrived yet. */
  previewOf(relative: string): string {
    return previewPath(this.pathOf(relative));
  }

  /** Size of a master file in bytes; undefined when it does not exist. */
  async sizeOf(relative: string): Promise<number | undefined> {
    return sizeOfFile(this.pathOf(relative));
  }

  /** Bytes that captures may still use. */
  async freeBytes(): Promise<number> {
    return (await this.disk()).freeBytes;
  }

  /** Bytes that captures may still use, and the size of the disk. */
  async disk(): Promise<{ freeBytes: number; diskBytes: number }> {
    const { bavail, bsize, blocks } = await statfs(this.#root);
    return { freeBytes: Math.max(0, bavail * bsize - this.#reserveBytes), diskBytes: blocks * bsize };
  }

  async #assertSpace(sizeBytes: number): Promise<void> {
    const freeBytes = await this.freeBytes();
    if (sizeBytes <= freeBytes) return;
    throw new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; ${String(freeBytes)} are free for captures`);
  }
}

async function removeAll(...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}

const sidecarText = (sidecar: object): string => `${JSON.stringify(sidecar, null, 2)}\n`;
