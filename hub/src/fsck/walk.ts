import { readdir } from 'node:fs/promises';
import { isMissing } from '../captures/files/durable-files.ts';
import { join } from 'node:path';

/** `{id}.{start of sha256}`, as captures/layout.ts has it. */
const CAPTURE_FOLDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{16}$/;

/** One day of one camera. */
export interface DayFolder {
  /** Relative to the captures folder. */
  readonly path: string;
  readonly captures: readonly { readonly id: string; readonly path: string }[];
  /** Whatever else lies there. */
  readonly others: readonly string[];
}

/** All folders of captures, a day at a time: few enough to hold, however many there are. */
export async function* dayFolders(root: string): AsyncGenerator<DayFolder> {
  for (const camera of await names(root)) {
    // What is on its way in or out.
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

/** Names in a folder, sorted; none when it is not there, or is a file. */
export async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
