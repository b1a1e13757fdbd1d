/** Files that a user names, and why one cannot be read or written. */
import { accessSync, closeSync, constants, fstatSync, mkdirSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError } from './arguments.ts';

const PIECE_BYTES = 64 * 1024;
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'a file is in its place',
  EROFS: 'the disk cannot be written',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is larger than the disk allows',
};

/** The message is one line that names the file. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}

/** For files that the command line names. @throws {ArgumentError} in place of a {@link FileProblem} */
export function namedByArgument<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw error instanceof FileProblem ? new ArgumentError(error.message) : error;
  }
}

/** One line for an error of the file system. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

/** @throws {FileProblem} for folders, and for pipes and devices, which may never end */
export function checkIsFile(file: string): void {
  checkStatus(
    file,
    guarded(file, () => statSync(file)),
  );
}

/** @throws {FileProblem} if it cannot be read, or is longer */
export function readTextFile(file: string, maxBytes: number): string {
  checkIsFile(file);
  return guarded(file, () => {
    const handle = openSync(file, 'r');
    try {
      checkStatus(file, fstatSync(handle));
      return readAtMost(file, handle, maxBytes);
    } finally {
      closeSync(handle);
    }
  });
}

/** Makes the folders of a file that is written later. @throws {FileProblem} if it cannot be written */
export function checkIsWritable(file: string): void {
  guarded(file, () => {
    makeFolder(dirname(file));
    const status = statSync(file, { throwIfNoEntry: false });
    if (status?.isDirectory()) throw new FileProblem(`${file}: it is a folder`);
    checkIsNoPipe(file, status);
    accessSync(status ? file : dirname(file), constants.W_OK);
  });
}

/** A write to a named pipe blocks until a program reads it. Pipes below /dev come from the shell and have a reader. */
export function checkIsNoPipe(file: string, status = statSync(file, { throwIfNoEntry: false })): void {
  if (status?.isFIFO() === true && !file.startsWith('/dev/')) throw new FileProblem(`${file}: it is a pipe`);
}

/** With the folders above it. That of Node does not end where folders cannot be made, as in /proc. */
export function makeFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return;
  if (status) throw new FileProblem(`${folder}: a file is in its place`);
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function readAtMost(file: string, handle: number, maxBytes: number): string {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const piece = Buffer.alloc(PIECE_BYTES);
    const read = readSync(handle, piece);
    if (read === 0) return Buffer.concat(pieces).toString('utf8');
    bytes += read;
    if (bytes > maxBytes) throw new FileProblem(`${file}: it has more than ${maxBytes} bytes`);
    pieces.push(piece.subarray(0, read));
  }
}

function checkStatus(file: string, status: Stats): void {
  if (status.isDirectory()) throw new FileProblem(`${file}: it is a folder`);
  if (!status.isFile()) throw new FileProblem(`${file}: it is no regular file`);
}

function guarded<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem(`${file}: ${fileReason(error)}`);
  }
}
