/** Archives of stored (not compressed) files, made while they are sent. Masters are compressed, or would not shrink. */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { uniqueNames } from './names.ts';
import { YoungGarbage } from './young-garbage.ts';
import { exactSource, type ZipEntry } from './source.ts';

export interface ZipPlan {
  /** Of the whole archive, exactly. */
  readonly sizeBytes: number;
  /** Of the entries, as they will be in the archive. */
  readonly names: readonly string[];
  /**
   * The bytes from `from` to `to`, both included; all of them without. Holds no more than a few chunks, has one file
   * open at a time and stops reading when it is destroyed. Fails with `SourceChanged`, or what a file's stream fails
   * with, before it would give bytes that make a broken archive.
   *
   * What lies before `from` is read and thrown away: the check sums at the end are made of everything. A resumed
   * download costs the hub as much reading as a whole one, and the network only what is missing.
   */
  stream(from?: number, to?: number): Readable;
}

/** Bytes of an entry in the central directory beside its name, at most: APPNOTE 4.3.12, time stamp, ZIP64 extra. */
const MAX_DIRECTORY_RECORD = 46 + 9 + 28;
const MAX_UINT16 = 0xffff;

/** Says exactly how long the archive will be. Nothing is opened until its stream is read. */
export function planZip(list: readonly ZipEntry[]): ZipPlan {
  const names = uniqueNames(list.map(({ name }) => name));
  const entries = list.map((entry, index) => ({ ...entry, name: names[index] ?? entry.name }));
  const sizeBytes = sizeOf(entries);
  return {
    sizeBytes,
    names,
    stream: (from = 0, to = sizeBytes - 1) => Readable.from(bytesOf(entries, from, to), { objectMode: false, highWaterMark: 1 }),
  };
}

function sizeOf(entries: readonly ZipEntry[]): number {
  const zip = new ZipFile();
  // yazl asks for the first file at once: it gets none.
  for (const entry of entries) add(zip, entry, () => undefined);
  let sizeBytes = -1;
  end(zip, entries, (calculated) => (sizeBytes = calculated));
  if (sizeBytes < 0) throw new Error('the size of the archive could not be told');
  return sizeBytes;
}

async function* bytesOf(entries: readonly ZipEntry[], from: number, to: number): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as NodeJS.ReadableStream & Pick<Readable, 'destroy'>;
  let source: Readable | undefined;
  const fail = (error: Error): void => {
    output.destroy(error);
  };
  zip.on('error', fail);
  for (const entry of entries) {
    add(zip, entry, (take) => {
      source = exactSource(entry).on('error', fail);
      take(null, source);
    });
  }
  end(zip, entries);
  try {
    const garbage = new YoungGarbage();
    let position = 0;
    for await (const chunk of output as AsyncIterable<Uint8Array>) {
      const start = position;
      position += chunk.length;
      garbage.add(chunk.length);
      if (position > from) yield chunk.subarray(Math.max(0, from - start), to + 1 - start);
      if (position > to) return;
    }
  } finally {
    source?.destroy();
  }
}

function add(zip: ZipFile, { name, sizeBytes, mtime }: ZipEntry, open: Parameters<ZipFile['addReadStreamLazy']>[2]): void {
  zip.addReadStreamLazy(name, { mtime, mode: 0o100_644, compress: false, size: sizeBytes }, open);
}

/**
 * yazl (3.3.1) announces ZIP64 end records for a central directory above 64 KiB and writes them from 4 GiB on: the size
 * would be 76 bytes wrong between the two. Asking for them makes it write what it announced.
 */
function end(zip: ZipFile, entries: readonly ZipEntry[], told: (sizeBytes: number) => void = () => undefined): void {
  const directoryBytes = entries.reduce((sum, { name }) => sum + MAX_DIRECTORY_RECORD + Buffer.byteLength(name), 0);
  // Its types leave out the callback's argument.
  const callback = told as () => void;
  zip.end({ forceZip64Format: directoryBytes >= MAX_UINT16, comment: '' }, callback);
}
