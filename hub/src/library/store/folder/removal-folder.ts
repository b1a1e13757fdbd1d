import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, makeFolder, syncFolder } from '../durable-files.ts';
import type { Removals } from '../file-store.ts';
import { pathInside } from '../paths.ts';

/** The folder that capture folders are moved to while their rows are deleted. Everything in it is being removed. */
export class RemovalFolder implements Removals {
  readonly #root: string;
  readonly #folder: string;

  /** @param root the captures folder */
  constructor(root: string) {
    this.#root = root;
    // No camera id starts with a dot.
    this.#folder = join(root, '.removing');
  }

  /** Moves a capture's folder here, durably. Does nothing when the folder is already gone. */
  async take(id: string, relative: string): Promise<void> {
    const from = this.#folderOf(relative);
    await mkdir(this.#folder, { recursive: true });
    try {
      await rename(from, this.#pathOf(id));
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await syncFolder(this.#folder);
    await syncFolder(dirname(from));
  }

  /** Moves the folder back. If the capture has been uploaded again meanwhile, the new folder stays. */
  async putBack(id: string, relative: string): Promise<void> {
    const to = this.#folderOf(relative);
    await makeFolder(dirname(to));
    try {
      await rename(this.#pathOf(id), to);
    } catch (error) {
      if (isMissing(error)) return;
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      return this.discard(id);
    }
    await syncFolder(dirname(to));
  }

  async discard(id: string, others?: () => Promise<void>): Promise<void> {
    await others?.();
    await rm(this.#pathOf(id), { recursive: true, force: true });
  }

  /** Ids of the captures whose folders are in here. */
  async ids(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #pathOf(id: string): string {
    return join(this.#folder, id);
  }

  #folderOf(relative: string): string {
    return dirname(pathInside(this.#root, relative));
  }
}
