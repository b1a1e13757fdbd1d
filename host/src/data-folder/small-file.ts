/**
 * Reads small text files: keys, certificates, locks. Reading a pipe or device may never end, and a huge file would fill the
 * memory.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

const MAX_BYTES = 1024 * 1024;
/** Opening a pipe would otherwise wait for its writer. Windows lacks the flag and such files. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** @throws if it cannot be read, is no regular file or has more than 1 MiB */
export function readSmallFileNow(path: string): string {
  const descriptor = openSync(path, FLAGS);
  try {
    const text = Buffer.alloc(bytesToRead(fstatSync(descriptor)));
    let bytes = 0;
    for (let read = -1; read !== 0 && bytes < text.length; bytes += read)
      read = readSync(descriptor, text, bytes, text.length - bytes, null);
    return decoded(text, bytes);
  } finally {
    closeSync(descriptor);
  }
}

/** The same without blocking the event loop on a slow disk. */
export async function readSmallFile(path: string): Promise<string> {
  const file = await open(path, FLAGS);
  try {
    const text = Buffer.alloc(bytesToRead(await file.stat()));
    let bytes = 0;
    for (let read = -1; read !== 0 && bytes < text.length; bytes += read) {
      read = (await file.read(text, bytes, text.length - bytes)).bytesRead;
    }
    return decoded(text, bytes);
  } finally {
    await file.close();
  }
}

/** One byte more than expected, which shows that the file grows. */
function bytesToRead(status: Stats): number {
  if (!status.isFile()) throw new Error(status.isDirectory() ? 'it is a folder' : 'it is no regular file');
  return Math.min(status.size, MAX_BYTES) + 1;
}

function decoded(text: Buffer, bytes: number): string {
  if (bytes > MAX_BYTES) throw new Error(`it has more than ${String(MAX_BYTES)} bytes`);
  return text.toString('utf8', 0, bytes);
}
