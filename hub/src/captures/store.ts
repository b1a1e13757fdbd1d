import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { captureMetadataSchema, type CaptureMetadata } from '@eyepiece/shared-types';
import { HubError } from '../errors.ts';
import { makeFolder, replaceFile, sizeOfFile, syncFolder, temporaryPath, toStorageError, writeNewFile } from './durable-files.ts';
import { receiveFile, type FileCheck } from './incoming-file.ts';
import { pathInside, previewPath, relativePath, sidecarPath } from './layout.ts';
import { RemovalFolder } from './removal-folder.ts';

export interface CaptureStoreOptions {
  readonly dataDir: string;
  /** Largest master file. */
  readonly maxBytes: number;
  /** Space that captures leave free: databases and logs go on working on a full disk. */
  readonly reserveBytes?: number;
}

/** A file that has arrived whole and waits to be kept or thrown away. */
export interface Received {
  readonly path: string;
  /** Where `keep` will put it. */
  readonly relativePath: string;
  /** Moves it to its place, with its sidecar. Durable when this resolves. */
  keep(sidecar: object): Promise<void>;
  discard(): Promise<void>;
}

const DEFAULT_RESERVE_BYTES = 256 * 1024 * 1024;

/** The master files. Knows nothing of the database. */
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

  /** Makes the folders and clears away what a crash left half received. */
  static async open(options: CaptureStoreOptions): Promise<CaptureStore> {
    const store = new CaptureStore(options);
    await rm(store.#incoming, { recursive: true, force: true });
    await mkdir(store.#incoming, { recursive: true });
    return store;
  }

  /**
   * @param check throws when the file that has come must not stay
   * @throws {HubError} payload_too_large, digest_mismatch, no_space, or what `check` throws; nothing is kept then
   */
  async receive(stream: Readable, metadata: CaptureMetadata, check?: FileCheck): Promise<Received> {
    // Callers have validated it. The path is made of it, so it is made sure of here, where that would matter.
    captureMetadataSchema.pick({ id: true, cameraId: true, filename: true, sha256: true }).parse(metadata);
    const { id, sha256, sizeBytes } = metadata;
    await this.#makeSureOfSpace(sizeBytes);
    const path = temporaryPath(this.#incoming, id);
    await receiveFile(stream, path, { digest: sha256, sizeBytes, maxBytes: this.#maxBytes, check });
    const relative = relativePath(metadata);
    return {
      path,
      relativePath: relative,
      keep: (sidecar) => this.#keep(path, relative, sidecar),
      discard: () => rm(path, { force: true }),
    };
  }

  async #keep(temporary: string, relative: string, sidecar: object): Promise<void> {
    const path = pathInside(this.#root, relative);
    const sidecarFile = temporaryPath(this.#incoming, basename(path));
    // The sidecar needs space that may not be there; the master, already on this file system, needs none.
    const settled = await Promise.allSettled([writeNewFile(sidecarFile, sidecarText(sidecar)), makeFolder(dirname(path))]);
    try {
      for (const step of settled) if (step.status === 'rejected') throw step.reason;
      await rename(sidecarFile, sidecarPath(path));
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await Promise.all([temporary, sidecarFile].map((left) => rm(left, { force: true })));
      throw toStorageError(error);
    }
  }

  async writeSidecar(relative: string, sidecar: object): Promise<void> {
    await replaceFile(sidecarPath(pathInside(this.#root, relative)), sidecarText(sidecar), this.#incoming);
  }

  /** Keeps the picture that thumbnails of a master are made of. Durable when this resolves. */
  async writePreview(relative: string, jpeg: Uint8Array): Promise<void> {
    const path = this.previewOf(relative);
    await makeFolder(dirname(path));
    await replaceFile(path, jpeg, this.#incoming);
  }

  /** Removes a master file and what stands beside it: for an upload that turned out to be refused. */
  async remove(relative: string): Promise<void> {
    await rm(dirname(pathInside(this.#root, relative)), { recursive: true, force: true });
  }

  /** Where folders wait while their captures go for good. */
  get removals(): RemovalFolder {
    return new RemovalFolder(this.#root);
  }

  pathOf(relative: string): string {
    return pathInside(this.#root, relative);
  }

  /** Where the preview of a master is, if it has come. */
  previewOf(relative: string): string {
    return previewPath(this.pathOf(relative));
  }

  /** Bytes of a master file; undefined when it is not there. */
  async sizeOf(relative: string): Promise<number | undefined> {
    return sizeOfFile(this.pathOf(relative));
  }

  /** Bytes that captures may still take. */
  async freeBytes(): Promise<number> {
    return (await this.disk()).freeBytes;
  }

  /** Also of how many there are on the disk in all. */
  async disk(): Promise<{ freeBytes: number; diskBytes: number }> {
    const { bavail, bsize, blocks } = await statfs(this.#root);
    return { freeBytes: Math.max(0, bavail * bsize - this.#reserveBytes), diskBytes: blocks * bsize };
  }

  async #makeSureOfSpace(sizeBytes: number): Promise<void> {
    const freeBytes = await this.freeBytes();
    if (sizeBytes <= freeBytes) return;
    throw new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; ${String(freeBytes)} are free for captures`);
  }
}

const sidecarText = (sidecar: object): string => `${JSON.stringify(sidecar, null, 2)}\n`;
