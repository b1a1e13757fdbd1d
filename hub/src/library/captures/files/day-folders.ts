import { readdir } from 'node:fs/promises';
import { isMissing } from './durable-files.ts';
import { join } from 'node:path';

/** `{id}.{start of sha256}`, see layout.ts. */
const CAPTURE_FOLDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{16}$/;

/** One day of one camera. */
export interface DayFolder {
  /** Relative to the captures folder. */
  readonly path: string;
  readonly captures: readonly { readonly id: string; readonly path: string }[];
  /** Other entries of the folder. */
  readonly others: readonly string[];
}

/** All capture folders, one day at a time to bound memory. */
export async function* dayFolders(root: string): AsyncGenerator<DayFolder> {
  for (const camera of await names(root)) {
    // Folders of uploads and removals in progress.
    if (camera.startsWith('.')) continue;
    for (const year of await names(join(root, camera))) {
      for (const month of await names(join(root, camera, year))) {
        for (const day of await names(join(root, camera, year, month))) yield dayFolder(root, [camera, year, month, day].join('/'));
      }
    }
  }
}

/** @param path of the day, relative to the captures folder */
export async function dayFolder(root: string, path: string): Promise<DayFolder> {
  const captures: { id: string; path: string }[] = [];
  const others: string[] = [];
  for (const name of await names(join(root, path))) {
    const id = CAPTURE_FOLDER.exec(name)?.[1];
    if (id === undefined) others.push(`${path}/${name}`);
    else captures.push({ id, path: `${path}/${name}` });
  }
  return { path, captures, others };
}

/** Sorted names in a folder; empty when it does not exist or is a file. */
export async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
