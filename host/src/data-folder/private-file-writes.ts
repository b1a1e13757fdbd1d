/** Writes small files that only their owner may read. A reader never sees half of one, and a crash leaves none behind its name. */
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { PRIVATE_FILE_MODE } from './private-files.ts';

const FOLDER_MODE = 0o700;

/** Creates the file with its folder. @returns false when it exists; it is then unchanged */
export function createPrivateFile(path: string, text: string): boolean {
  return withDraft(path, text, (draft) => {
    try {
      linkSync(draft, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  });
}

/** Creates or replaces the file, with its folder. Of two writers at once, the last one wins. */
export function replacePrivateFile(path: string, text: string): void {
  withDraft(path, text, (draft) => renameSync(draft, path));
}

function withDraft<T>(path: string, text: string, publish: (draft: string) => T): T {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const draft = `${path}.${String(process.pid)}-${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: PRIVATE_FILE_MODE, flush: true });
    const published = publish(draft);
    syncFolder(folder);
    return published;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes the name of a new file durable. Windows cannot open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
