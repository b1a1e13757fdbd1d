import { dirname } from 'node:path/posix';
import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { captureMetadataSchema, UNLIMITED_BYTES, type CaptureMetadata } from '@eyepiece/shared-types';
import { HubError } from '../../../errors.ts';
import type { Draft, FileStore, Space } from '../../store/file-store.ts';
import { captureKey } from '../../store/paths.ts';
import type { FileCheck } from '../../store/verified-upload.ts';
import { previewPath, relativePath, sidecarPath } from './layout.ts';

export interface CaptureStoreOptions {
  readonly files: FileStore;
  /** Largest master file. */
  readonly maxBytes: number;
  /** Disk space that captures leave free for the database and logs. */
  readonly reserveBytes?: number;
}

export interface CaptureSpace extends Space {
  /** Free bytes that captures leave for the database and logs. */
  readonly reserveBytes: number;
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

/** A sidecar that is ready to be stored. */
export interface PreparedSidecar {
  /** Moves it to its place. Durable when this resolves. */
  commit(): Promise<void>;
  /** Removes it. Does nothing after `commit`. */
  discard(): Promise<void>;
}

const DEFAULT_RESERVE_BYTES = 256 * 1024 * 1024;

/** The files of captures. Does not use the database. Paths are relative to `captures`. */
export class CaptureStore {
  readonly files: FileStore;
  readonly #maxBytes: number;
  readonly #reserveBytes: number;

  private constructor({ files, maxBytes, reserveBytes = DEFAULT_RESERVE_BYTES }: CaptureStoreOptions) {
    this.files = files;
    this.#maxBytes = maxBytes;
    this.#reserveBytes = reserveBytes;
  }

  /** Deletes partial uploads of an earlier run. */
  static async open(options: CaptureStoreOptions): Promise<CaptureStore> {
    const store = new CaptureStore(options);
    await store.files.prepare();
    return store;
  }

  /** @throws {HubError} payload_too_large, digest_mismatch, no_space, or the error of `sidecar` or `check`; no file remains then */
  async receive({ metadata, stream, sidecar, check }: Incoming): Promise<Received> {
    const text = Promise.resolve(sidecar).then(sidecarText);
    text.catch(() => undefined); // handled where the promise is awaited
    // Validated again, although callers have done so: these fields form the path.
    captureMetadataSchema.pick({ id: true, cameraId: true, filename: true, sha256: true }).parse(metadata);
    const { sha256, sizeBytes } = metadata;
    const relative = relativePath(metadata);
    const key = captureKey(relative);
    const limits = { digest: sha256, sizeBytes, maxBytes: this.#maxBytes, admitted: this.#assertSpace(sizeBytes), check };
    const [master, beside] = await Promise.allSettled([
      this.files.receive(key, stream, limits),
      text.then((content) => this.files.draft(sidecarPath(key), content)),
    ]);
    if (master.status === 'fulfilled' && beside.status === 'fulfilled') {
      // The sidecar first: a master without one could not be adopted after a crash.
      return { relativePath: relative, commit: () => this.files.commit([beside.value, master.value]) };
    }
    await discardAll(master, beside);
    throw master.status === 'rejected' ? master.reason : (beside as PromiseRejectedResult).reason;
  }

  async writeSidecar(relative: string, sidecar: object): Promise<void> {
    const key = captureKey(relative);
    await this.files.write(sidecarPath(key), sidecarText(sidecar), { beside: key });
  }

  /** Whether there is a sidecar with this content. */
  async hasSidecar(relative: string, sidecar: object): Promise<boolean> {
    const text = (await this.files.readSmall(sidecarPath(captureKey(relative))))?.toString();
    try {
      // The order of fields may differ.
      return text !== undefined && isDeepStrictEqual(JSON.parse(text), JSON.parse(sidecarText(sidecar)));
    } catch {
      return false; // not JSON
    }
  }

  /** Prepares a sidecar durably, so that the rename in a folder needs no space. @throws {HubError} no_space */
  async prepareSidecar(relative: string, sidecar: object): Promise<PreparedSidecar> {
    const key = captureKey(relative);
    const draft = await this.files.draft(sidecarPath(key), sidecarText(sidecar), { beside: key });
    return { commit: () => this.files.commit([draft]), discard: () => draft.discard() };
  }

  /** Stores the preview that thumbnails of a master are made from. Durable when this resolves. */
  async writePreview(relative: string, jpeg: Uint8Array): Promise<void> {
    await this.files.write(previewPath(captureKey(relative)), jpeg);
  }

  async hasPreview(relative: string): Promise<boolean> {
    return (await this.files.sizeOf(previewPath(captureKey(relative)))) !== undefined;
  }

  /** Removes a capture's folder, after an upload that was refused late. */
  async remove(relative: string): Promise<void> {
    await this.files.removeFolder(dirname(captureKey(relative)));
  }

  /** Size of a master file in bytes; undefined when it does not exist. */
  async sizeOf(relative: string): Promise<number | undefined> {
    return this.files.sizeOf(captureKey(relative));
  }

  /** Bytes that captures may still use. */
  async freeBytes(): Promise<number> {
    return (await this.disk()).freeBytes;
  }

  /** Bytes that captures may still use, the part of the reserve that is free, and the size of the disk. */
  async disk(): Promise<CaptureSpace> {
    const { freeBytes, diskBytes } = await this.files.space();
    if (diskBytes === UNLIMITED_BYTES) return { freeBytes, diskBytes, reserveBytes: 0 };
    const reserveBytes = Math.min(freeBytes, this.#reserveBytes);
    return { freeBytes: freeBytes - reserveBytes, diskBytes, reserveBytes };
  }

  async #assertSpace(sizeBytes: number): Promise<void> {
    const freeBytes = await this.freeBytes();
    if (sizeBytes <= freeBytes) return;
    throw new HubError('no_space', `The capture has ${String(sizeBytes)} bytes; ${String(freeBytes)} are free for captures`);
  }
}

async function discardAll(...drafts: readonly PromiseSettledResult<Draft>[]): Promise<void> {
  for (const draft of drafts) if (draft.status === 'fulfilled') await draft.value.discard();
}

const sidecarText = (sidecar: object): string => `${JSON.stringify(sidecar, null, 2)}\n`;
