/** What needs the file system of Node. */
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Waiting } from './deadline.ts';
import { newClientId } from './ids.ts';
import type { LibraryCapture } from './hub/library.ts';

/**
 * Saves the master file of a capture. The file appears under its name only when it is whole, on disk, and compared with
 * its SHA-256.
 */
export async function save(capture: LibraryCapture, path: string, options: Pick<Waiting, 'signal'> = {}): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${newClientId()}.partial`);
  try {
    const file = await open(partial, 'wx');
    try {
      for await (const piece of capture.chunks(options)) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
