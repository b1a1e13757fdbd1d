/** Creates archives while they are sent. Files are stored uncompressed, because masters hardly compress further. */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { uniqueNames } from './names.ts';
import { YoungGarbage } from './young-garbage.ts';
import { exactSource, type ZipEntry } from './source.ts';

export interface ZipPlan {
  /** Exact size of the archive. */
  readonly sizeBytes: number;
  /** Names of the entries in the archive. */
  readonly names: readonly string[];
  /**
   * The bytes from `from` to `to`, inclusive; by default all. Holds only a few chunks, has one file open at a time, and
   * stops reading when destroyed. Fails with `SourceChanged`, or the error of a file's stream, instead of sending a
   * corrupt archive.
   *
   * Data before `from` is read and discarded, because the checksums at the end cover all files. So a resumed download
   * reads as much from disk as a complete one, but sends only the rest.
   */
  stream(from?: number, to?: number): Readable;
}

/** Maximum bytes of a central directory entry without its name: APPNOTE 4.3.12, timestamp, ZIP64 extra field. */
const MAX_DIRECTORY_RECORD = 46 + 9 + 28;
const MAX_UINT16 = 0xffff;

/** Plans an archive and calculates its exact size. Opens no file until its stream is read. */
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
  // yazl requests the first file at once; the request is ignored.
  for (const entry of entries) add(zip, entry, () => undefined);
  let sizeBytes = -1;
  end(zip, entries, (calculated) => (sizeBytes = calculated));
  if (sizeBytes < 0) throw new Error('the size of the archive could not be calculated');
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
 * yazl (3.3.1) counts ZIP64 end records for a central directory above 64 KiB, but writes them only from 4 GiB on. In
 * between, the calculated size would be wrong by 76 bytes. Forcing the records makes both agree.
 */
function end(zip: ZipFile, entries: readonly ZipEntry[], onSize: (sizeBytes: number) => void = () => undefined): void {
  const directoryBytes = entries.reduce((sum, { name }) => sum + MAX_DIRECTORY_RECORD + Buffer.byteLength(name), 0);
  // Its types omit the argument of the callback.
  const callback = onSize as () => void;
  zip.end({ forceZip64Format: directoryBytes >= MAX_UINT16, comment: '' }, callback);
}
