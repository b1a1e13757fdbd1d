/** Keeps what Eyepiece writes from other accounts of the machine. On Windows folders inherit their owner's rights. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';

const PRIVATE_UMASK = 0o077;
const FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;
/** What the group and all others may do. */
const OTHERS = 0o077;

export class PrivateFilesError extends Error {
  override readonly name = 'PrivateFilesError';
}

/** From now on this process and those it starts make files that only this account reads. */
export function makeFilesPrivate(): void {
  if (process.platform !== 'win32') process.umask(PRIVATE_UMASK);
}

/**
 * Makes the folder, or takes away what other accounts may do with it. One that they could enter until now may hold
 * files that they can read or change: then everything in it is corrected too.
 * @throws {PrivateFilesError} when the folder stays open to others
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
    throw new PrivateFilesError(`${where} stays open to other accounts: its file system keeps no modes; choose a folder on another one`);
  }
  correctAllIn(folder, where);
}

/** Takes from others what they may do with a folder's entries, at any depth. Links are left, and what they lead to. */
export function correctAllIn(folder: string, where: string = folder): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // A file that goes meanwhile needs no mode.
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
