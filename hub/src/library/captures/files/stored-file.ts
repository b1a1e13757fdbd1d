import type { Readable } from 'node:stream';
import type { ByteRange, FileStore } from '../../store/file-store.ts';

/** A file to send to a client. */
export interface StoredFile {
  /** Absolute path, when the file is in a folder of this machine. */
  readonly localPath: string | undefined;
  readonly sizeBytes: number;
  readonly read: (range?: ByteRange) => Readable;
}

export function storedFile(files: FileStore, key: string, sizeBytes: number): StoredFile {
  return { localPath: files.localPath(key), sizeBytes, read: (range) => files.read(key, range) };
}
