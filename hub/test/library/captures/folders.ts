import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A new data folder for each test. */
export function useDataFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyepiece-data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Absolute path of a file of the folder store. */
export function localPathOf({ localPath }: { readonly localPath: string | undefined }): string {
  if (localPath === undefined) throw new Error('the store is not a folder');
  return localPath;
}
