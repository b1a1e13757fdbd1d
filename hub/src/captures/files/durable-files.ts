import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HubError } from '../../errors.ts';

/** A full disk (ENOSPC), a full quota (EDQUOT) or a file larger than the file system takes (EFBIG) as `no_space`. */
export function toStorageError<Failure>(error: Failure): Failure | HubError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return error;
  return new HubError('no_space', 'There is no space left to keep the capture', { cause: error });
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A name that nobody else uses, in a folder of the same file system as where the file will go. */
export function temporaryPath(folder: string, hint: string): string {
  return join(folder, `${hint}.${randomUUID()}.part`);
}

/** Bytes of a file; undefined when it is not there. */
export async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it that are missing, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade === undefined) return;
  const end = dirname(firstMade);
  for (let parent = dirname(folder); parent.length >= end.length; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(parent)) break;
  }
}

/** Writes a new file: what is in it is durable then, its name is not. @throws {HubError} no_space */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Writes a whole file such that, whenever the power fails, `path` holds all of the old or all of the new content. */
export async function replaceFile(path: string, content: string | Uint8Array, temporaryFolder: string): Promise<void> {
  const temporary = temporaryPath(temporaryFolder, basename(path));
  try {
    await writeNewFile(temporary, content);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw toStorageError(error);
  }
}
