import { readSmallFileNow } from './small-file.ts';

/** The text of a small file; undefined if there is none. @throws if it cannot be read */
export function readIfExists(path: string): string | undefined {
  try {
    return readSmallFileNow(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
