import type { FileStore } from '../../store/file-store.ts';

/** `{id}.{start of sha256}`, see layout.ts. */
const CAPTURE_FOLDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{16}$/;

type Names = Pick<FileStore, 'names'>;

/** One day of one camera. */
export interface DayFolder {
  /** Relative to the captures folder. */
  readonly path: string;
  readonly captures: readonly { readonly id: string; readonly path: string }[];
  /** Other entries of the folder. */
  readonly others: readonly string[];
}

/** All capture folders, one day at a time to bound memory. */
export async function* dayFolders(files: Names): AsyncGenerator<DayFolder> {
  for (const camera of await cameraFolders(files)) {
    for (const year of await files.names(`captures/${camera}`)) {
      for (const month of await files.names(`captures/${camera}/${year}`)) {
        for (const day of await files.names(`captures/${camera}/${year}/${month}`)) {
          yield dayFolder(files, [camera, year, month, day].join('/'));
        }
      }
    }
  }
}

/** Without the folders of uploads and removals in progress. */
export async function cameraFolders(files: Names): Promise<string[]> {
  return (await files.names('captures')).filter((camera) => !camera.startsWith('.'));
}

/** @param path of the day, relative to the captures folder */
export async function dayFolder(files: Names, path: string): Promise<DayFolder> {
  const captures: { id: string; path: string }[] = [];
  const others: string[] = [];
  for (const name of await files.names(`captures/${path}`)) {
    const id = CAPTURE_FOLDER.exec(name)?.[1];
    if (id === undefined) others.push(`${path}/${name}`);
    else captures.push({ id, path: `${path}/${name}` });
  }
  return { path, captures, others };
}
