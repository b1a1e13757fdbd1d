/** Opens files of a folder that is public: nothing outside of it, also not by a link. */
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

export interface OpenFile {
  /** The caller closes it. */
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/**
 * @param path below the folder, with `/` between its names
 * @returns undefined if it names no file. Size and bytes belong together, also when the file is replaced
 */
export async function openInside(folder: string, path: string): Promise<OpenFile | undefined> {
  const names = path.split('/');
  if (!names.every(isName)) return undefined;
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, ...names))]);
    const below = relative(root, real);
    // To open a pipe would wait for its writer.
    if (below.startsWith('..') || isAbsolute(below) || !(await stat(real)).isFile()) return undefined;
    return await openFile(real);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path);
  try {
    const { size, mtime } = await handle.stat();
    return { handle, sizeBytes: size, modifiedAt: mtime };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A dot begins hidden names and the way upwards. Windows gives the other characters a meaning in paths. */
function isName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !['\\', ':', '\0'].some((character) => name.includes(character));
}
