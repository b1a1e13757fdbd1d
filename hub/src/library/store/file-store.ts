import type { Readable } from 'node:stream';
import type { HubHealth } from '@eyepiece/shared-types';
import type { Expected } from './verified-upload.ts';

/** A part of a file: first and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export type StoreState = HubHealth['store'];

/** Content that is complete and verified, but not at its place yet. */
export interface Draft {
  /** Removes the content. Does nothing after `commit`. */
  discard(): Promise<void>;
}

/** Remains of a write that a crash interrupted. */
export interface Leftover {
  /** Key, or key with the number of the upload. */
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export interface Space {
  /** Bytes free on the disk. */
  readonly freeBytes: number;
  /** Size of the disk, bytes. */
  readonly diskBytes: number;
}

/**
 * Captures that are being removed, by id. A removal can be undone until `discard`. Paths are those of masters, relative
 * to `captures`; the other files of the capture are in the same folder.
 */
export interface Removals {
  /** Marks the capture's files as being removed, durably. Does nothing when they are gone. */
  take(id: string, path: string): Promise<void>;
  /** Undoes `take`. */
  putBack(id: string, path: string): Promise<void>;
  /**
   * Deletes the files of a capture that was taken.
   * @param others deletes files that are made from the master. Called when the master is gone, before the capture counts as removed
   */
  discard(id: string, others?: () => Promise<void>): Promise<void>;
  /** Ids of the captures that were taken, and neither put back nor discarded. */
  ids(): Promise<string[]>;
}

export interface WriteOptions {
  /** Key of a file that must exist. Without it the write fails with a missing file. */
  readonly beside?: string | undefined;
}

/**
 * Stores the files of captures. A key is a path with forward slashes, relative to the root of the store, for example
 * `captures/cam/2026/11/22/…/Stage_0001.jpg`. Files become visible complete or not at all.
 */
export interface FileStore {
  /** For messages: a folder or an address. */
  readonly name: string;
  readonly removals: Removals;

  /** Creates what is missing and deletes what an earlier run of this hub has written partially. */
  prepare(): Promise<void>;
  /** Absolute path of a file that other programs may open. Undefined when the store is not a folder of this machine. */
  localPath(key: string): string | undefined;
  /** Size in bytes; undefined when the file does not exist. */
  sizeOf(key: string): Promise<number | undefined>;
  /** Streams a file or a part of it. A missing file is an error of the stream. */
  read(key: string, range?: ByteRange): Readable;
  /** Content of a small file; undefined when it does not exist. */
  readSmall(key: string): Promise<Buffer | undefined>;
  /** Runs `work` with the path of a file that holds the content, for libraries that read files. The path is valid until `work` ends. */
  withLocalFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T>;

  /** Receives a file and verifies its digest. It is at its place after `commit`. @throws as `receiveFile` */
  receive(key: string, stream: Readable, expected: Expected): Promise<Draft>;
  /** Prepares a small file. It is at its place after `commit`. @throws {HubError} no_space */
  draft(key: string, content: string | Uint8Array, options?: WriteOptions): Promise<Draft>;
  /** Puts drafts of this store at their places, in this order. Durable when this resolves. @throws {HubError} no_space, store_unavailable */
  commit(drafts: readonly Draft[]): Promise<void>;
  /** Replaces a small file. Durable when this resolves. @throws {HubError} no_space, store_unavailable */
  write(key: string, content: string | Uint8Array, options?: WriteOptions): Promise<void>;

  /** Creates a small file. @returns false when it exists, and is unchanged */
  create(key: string, content: string): Promise<boolean>;

  /** Sorted names directly in a folder; empty when it does not exist. */
  names(folder: string): Promise<string[]>;
  /** Deletes a file. Does nothing when it does not exist. */
  removeFile(key: string): Promise<void>;
  /** Deletes a folder with all its files. Does nothing when it does not exist. */
  removeFolder(folder: string): Promise<void>;
  /** Moves a folder; replaces the destination. */
  moveFolder(from: string, to: string): Promise<void>;
  /** Copies a file of this machine into the store. Durable when this resolves. */
  copyIn(path: string, key: string): Promise<void>;
  /** Moves a file of this machine into the store. @throws {HubError} no_space, store_unavailable */
  moveIn(path: string, key: string): Promise<void>;
  /** Copies a file to this machine. Durable when this resolves. @throws a missing file */
  copyOut(key: string, path: string): Promise<void>;

  /** Deletes remains of uploads of any hub that are so old that none can be in progress. */
  tidy(): Promise<void>;
  /** Remains of interrupted writes. Meaningful only while no hub uses the store. */
  leftovers(): Promise<Leftover[]>;
  space(): Promise<Space>;
  /** Whether captures can be stored now. Asks the store. Never rejects; a file system that hangs may keep it pending. */
  state(): Promise<StoreState>;
  close(): Promise<void>;
}
