/** Opens the file store of the configuration. The SDK of S3 is loaded only when it is used. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { FileStore } from './file-store.ts';
import { FolderStore } from './folder/folder-store.ts';
import type { StoreLocation } from './location.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { StoreError } from './store-error.ts';

interface OpenStoreOptions {
  readonly location: StoreLocation;
  /** Folder of this hub alone. */
  readonly dataDir: string;
  readonly logger?: Pick<Logger, 'warn'> | undefined;
}

/** @throws {StoreError} when the store cannot be used */
export async function openFileStore({ location, dataDir, logger }: OpenStoreOptions): Promise<FileStore> {
  if (location.kind === 'folder') {
    if (!location.shared) return new FolderStore({ root: location.root });
    await makeRoot(location.root);
    return new FolderStore({ root: location.root, hubId: await hubIdIn(dataDir) });
  }
  const { openS3Store } = await import('./s3/open.ts');
  const { store, conditional } = await openS3Store(location);
  if (!conditional) {
    logger?.warn(
      { store: store.name },
      'the endpoint has no conditional writes: a capture that arrives at two hubs at once is written twice',
    );
  }
  return store;
}

async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new StoreError(`STORE_URL=${root}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Names the partial files of this hub in a shared folder, so that its next start deletes only those. */
async function hubIdIn(dataDir: string): Promise<string> {
  const path = join(dataDir, 'store-hub-id');
  await mkdir(dataDir, { recursive: true });
  // Only one hub at a time uses the data folder.
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (isUuid(known)) return known;
  const id = randomUUID();
  await writeFile(path, `${id}\n`, { mode: 0o600, flush: true });
  return id;
}
