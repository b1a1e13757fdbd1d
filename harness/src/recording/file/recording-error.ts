/** A recording cannot be written or read. The message is one line that names the file. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** One line for an error of the file system. */
export function fileProblem(file: string, error: unknown): RecordingError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the disk is used up',
    EEXIST: 'the file exists; --force overwrites it',
    ENOENT: 'there is no such file or folder',
    EISDIR: 'it is a folder',
    EACCES: 'access is denied',
    EFBIG: 'the file is larger than the disk allows',
  };
  return new RecordingError(`${file}: ${reason[code ?? ''] ?? message}`, { cause: error });
}
