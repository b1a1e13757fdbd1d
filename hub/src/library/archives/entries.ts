/** Where the bytes of an archive come from. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { PlannedFile } from '../../persistence/entities/library/archive.ts';
import type { ZipEntry } from '../formats/zip/source.ts';
import type { FileStore } from '../store/file-store.ts';

export interface ReadMaster {
  /** @param path from the row of the capture */
  readMaster(path: string): Readable;
}

interface Sources {
  readonly files: Pick<FileStore, 'read' | 'withLocalFile'>;
  readonly captures: ReadMaster;
}

/** The folder of the file store with the files that were made for an archive. */
export function archiveFolder(id: string): string {
  return `archives/${id}`;
}

export function entryOf(id: string, { name, sizeBytes, mtimeMs, from }: PlannedFile, { files, captures }: Sources): ZipEntry {
  const described = { name, sizeBytes, mtime: new Date(mtimeMs) };
  if ('master' in from) return { ...described, open: () => captures.readMaster(from.master) };
  const key = `${archiveFolder(id)}/${from.made}`;
  if (from.at === undefined) return { ...described, open: () => files.read(key) };
  const { at } = from;
  // A request to an S3 endpoint for each of thousands of small files would take minutes.
  const part = (path: string): Promise<Buffer> => partOf(path, at, sizeBytes);
  return {
    ...described,
    open: () =>
      Readable.from(
        one(() => files.withLocalFile(key, part)),
        { objectMode: false },
      ),
  };
}

async function* one(read: () => Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await read();
}

async function partOf(path: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
