/** Copies captures between the file store and a backup folder. An interrupted copy resumes where it stopped. */
import { mkdir } from 'node:fs/promises';
import { dayFolders } from '../src/library/captures/files/day-folders.ts';
import type { FileStore } from '../src/library/store/file-store.ts';
import type { FolderStore } from '../src/library/store/folder/folder-store.ts';

export interface Copied {
  files: number;
  bytes: number;
  /** Files that the destination already had. */
  skipped: number;
}

/** Copies all captures of the library to a backup folder. Deletes nothing there. */
export async function backUpCaptures(library: FileStore, backup: FolderStore): Promise<Copied> {
  const copied: Copied = { files: 0, bytes: 0, skipped: 0 };
  for await (const { captures } of dayFolders(library)) {
    for (const { path } of captures) {
      const folder = `captures/${path}`;
      await mkdir(backup.localPath(folder), { recursive: true });
      await copyFolder({ from: library, to: backup, copy: (key) => library.copyOut(key, backup.localPath(key)) }, folder, copied);
    }
  }
  return copied;
}

/** Copies the folder of a capture from a backup to the library. @param folder key */
export async function restoreFolder(backup: FolderStore, library: FileStore, folder: string, copied: Copied): Promise<void> {
  await copyFolder({ from: backup, to: library, copy: (key) => library.copyIn(backup.localPath(key), key) }, folder, copied);
}

interface Copying {
  readonly from: FileStore;
  readonly to: FileStore;
  readonly copy: (key: string) => Promise<void>;
}

/** Files that disappear meanwhile belong to captures being removed, and are skipped. */
async function copyFolder({ from, to, copy }: Copying, folder: string, copied: Copied): Promise<void> {
  for (const name of await from.names(folder)) {
    const key = `${folder}/${name}`;
    const size = await from.sizeOf(key);
    if (size === undefined) continue;
    if (await isSame(from, to, key, size)) copied.skipped += 1;
    else {
      await copy(key);
      copied.files += 1;
      copied.bytes += size;
    }
  }
}

/** Masters are compared by name and size only, because the folder name holds the digest. Sidecars change and are compared by content. */
async function isSame(from: FileStore, to: FileStore, key: string, size: number): Promise<boolean> {
  if ((await to.sizeOf(key)) !== size) return false;
  if (!key.endsWith('.json')) return true;
  const [one, other] = [await from.readSmall(key), await to.readSmall(key)];
  return one !== undefined && other !== undefined && one.equals(other);
}
