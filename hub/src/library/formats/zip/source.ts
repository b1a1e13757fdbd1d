import { Readable } from 'node:stream';

/** A file of an archive. */
export interface ZipEntry {
  /** Path in the archive, forward slashes. Made safe and unique by `planZip`. */
  readonly name: string;
  /** Exact size of what `open` returns. */
  readonly sizeBytes: number;
  /** Fixed, so that the same list always produces the same bytes. */
  readonly mtime: Date;
  /** Called when the file is sent, once per request. */
  readonly open: () => Readable;
}

/** A file has changed since the archive was planned, so the archive would be corrupt. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
}

/** The stream of `open`; fails if its length differs from `sizeBytes`. */
export function exactSource(entry: ZipEntry): Readable {
  return Readable.from(checked(entry), { objectMode: false });
}

async function* checked({ name, sizeBytes, open }: ZipEntry): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of open() as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    if (sent > sizeBytes) throw new SourceChanged(`${name} has grown beyond its ${String(sizeBytes)} bytes`);
    yield chunk;
  }
  if (sent < sizeBytes) throw new SourceChanged(`${name} has ${String(sent)} bytes instead of ${String(sizeBytes)}`);
}
