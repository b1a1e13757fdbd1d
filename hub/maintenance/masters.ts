/** Copies folders of captures. An interrupted copy resumes where it stopped. */
import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE_MODE } from '@eyepiece/host/data-folder/private-files';
import { dayFolders, names } from '../src/library/captures/files/day-folders.ts';
import { openAndSync } from '../src/library/captures/files/durable-files.ts';

export interface Copied {
  files: number;
  bytes: number;
  /** Files that the destination already had. */
  skipped: number;
}

/** Copies all captures from one captures folder to another. Deletes nothing at the destination. */
export async function copyCaptures(from: string, to: string): Promise<Copied> {
  const copied: Copied = { files: 0, bytes: 0, skipped: 0 };
  for await (const { captures } of dayFolders(from)) {
    for (const { path } of captures) await copyFolder(join(from, path), join(to, path), copied);
  }
  return copied;
}

/** Copies one capture's folder. Files that disappear meanwhile belong to captures being removed, and are skipped. */
export async function copyFolder(from: string, to: string, copied: Copied): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await names(from)) {
    const { size } = await stat(join(from, name)).catch(() => ({ size: undefined }));
    if (size === undefined) continue;
    if (await isSame(join(from, name), join(to, name), size)) copied.skipped += 1;
    else {
      await copyWhole(join(from, name), join(to, name));
      copied.files += 1;
      copied.bytes += size;
    }
  }
}

/** Masters are compared by name and size only, because the folder name holds the digest. Sidecars change and are compared by content. */
async function isSame(from: string, to: string, size: number): Promise<boolean> {
  const there = await stat(to).catch(() => undefined);
  if (there?.size !== size) return false;
  return !to.endsWith('.json') || (await readFile(from)).equals(await readFile(to));
}

async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = join(dirname(to), '.copying');
  await copyFile(from, temporary, constants.COPYFILE_FICLONE);
  // copyFile copies the mode of the source.
  await openAndSync(temporary, 'r+', (handle) => handle.chmod(PRIVATE_FILE_MODE));
  await rename(temporary, to);
}
