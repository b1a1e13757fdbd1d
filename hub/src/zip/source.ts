import { Readable } from 'node:stream';

/** A file on its way into an archive. */
export interface ZipEntry {
  /** Path in the archive, forward slashes. Made safe and unique by `planZip`. */
  readonly name: string;
  /** Exactly what `open` gives. */
  readonly sizeBytes: number;
  /** Fixed: the same list always makes the same bytes. */
  readonly mtime: Date;
  /** Called when its turn comes, and again for every request. */
  readonly open: () => Readable;
}

/** A file is not what it was when the archive was planned: sending on would make a broken one. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
}

/** What `open` gives, failing as soon as it is not as long as was said. */
export function exactSource(entry: ZipEntry): Readable {
  return Readable.from(checked(entry), { objectMode: false });
}

async function* checked({ name, sizeBytes, open }: ZipEntry): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of open() as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    if (sent > sizeBytes) throw new SourceChanged(`${name} has more than the ${String(sizeBytes)} bytes that it had`);
    yield chunk;
  }
  if (sent < sizeBytes) throw new SourceChanged(`${name} has ${String(sent)} bytes, not ${String(sizeBytes)} as it had`);
}
