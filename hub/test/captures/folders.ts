import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A data folder of its own for each test. */
export function useDataFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyepiece-data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
