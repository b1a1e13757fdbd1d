import { randomUUID } from 'node:crypto';
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HubError } from '../../errors.ts';

/** Turns ENOSPC (disk full), EDQUOT (quota full) and EFBIG (file too large for the file system) into `no_space`. */
export function toStorageError<Failure>(error: Failure): Failure | HubError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return error;
  return new HubError('no_space', 'There is no space left to store the capture', { cause: error });
}

/** Whether the error is ENOENT: no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A unique path. The folder must be on the same file system as the final place, for an atomic rename. */
export function temporaryPath(folder: string, hint: string): string {
  return join(folder, `${hint}.${randomUUID()}.part`);
}

/** Size in bytes; undefined when the file does not exist. */
export async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes created, renamed and deleted names in a folder survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  await openAndSync(folder, 'r', () => Promise.resolve());
}

/** Opens a file. What `work` does with it is durable afterwards. */
export async function openAndSync(path: string, flags: string, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, flags);
  try {
    await work(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates a folder and its missing parents durably. */
export async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade === undefined) return;
  const end = dirname(firstMade);
  for (let parent = dirname(folder); parent.length >= end.length; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(parent)) break;
  }
}

/** Writes a new file. Its content is durable afterwards, its name is not. @throws {HubError} no_space */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await openAndSync(path, 'wx', (handle) => handle.writeFile(content));
  } catch (error) {
    throw toStorageError(error);
  }
}
