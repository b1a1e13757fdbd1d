/** Makes files of Eyepiece inaccessible to other accounts. On Windows, folders inherit the permissions of their owner. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';

const PRIVATE_UMASK = 0o077;
const FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;
/** Permission bits of the group and of all other accounts. */
const OTHERS = 0o077;

export class PrivateFilesError extends Error {
  override readonly name = 'PrivateFilesError';
}

/** Sets the umask, so that this process and its children create files that only this account can read. */
export function makeFilesPrivate(): void {
  if (process.platform !== 'win32') process.umask(PRIVATE_UMASK);
}

/**
 * Creates the folder, or removes the permissions of other accounts. If other accounts could enter it, they may have access
 * to its files as well: then every entry in it is corrected too.
 * @throws {PrivateFilesError} when other accounts keep access
 */
export function claimFolder(folder: string, variable: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (process.platform === 'win32') return;
  const where = `${variable}=${folder}`;
  const found = statSync(folder);
  if (found.uid !== process.getuid?.()) {
    throw new PrivateFilesError(
      `${where} belongs to another account (user id ${String(found.uid)}): run as that account, chown the folder, or choose another one`,
    );
  }
  if ((found.mode & OTHERS) === 0) return;
  correct(folder, FOLDER_MODE, where);
  if ((statSync(folder).mode & OTHERS) !== 0) {
    throw new PrivateFilesError(
      `${where} stays open to other accounts: its file system does not store file modes; choose a folder on another file system`,
    );
  }
  correctAllIn(folder, where);
}

/** Removes the permissions of other accounts from all entries of a folder, recursively. Does not follow symbolic links. */
export function correctAllIn(folder: string, where: string = folder): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // The file may have been deleted since readdir.
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isSymbolicLink()) continue;
    if ((found.mode & OTHERS) !== 0) correct(path, modeOf(found), where);
    if (found.isDirectory()) correctAllIn(path, where);
  }
}

function modeOf(found: Stats): number {
  return found.isDirectory() ? FOLDER_MODE : PRIVATE_FILE_MODE;
}

function correct(path: string, mode: number, where: string): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new PrivateFilesError(
      `${where} is open to other accounts, and ${path} cannot be changed (${code}): chown it, or chmod -R go= it`,
      {
        cause: error,
      },
    );
  }
}
