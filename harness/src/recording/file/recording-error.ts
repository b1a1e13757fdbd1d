import { FileProblem, fileReason } from '../../input/text-file.ts';

/** A recording cannot be written or read. The message is one line that names the file. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** One line for an error of the file system. */
export function fileProblem(file: string, error: unknown): RecordingError {
  if (error instanceof FileProblem) return new RecordingError(error.message);
  const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
  return new RecordingError(`${file}: ${exists ? 'the file exists; --force overwrites it' : fileReason(error)}`, { cause: error });
}
