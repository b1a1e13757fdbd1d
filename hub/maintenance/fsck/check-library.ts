/** Compares rows and files of a library that is not in use, and repairs differences on request. */
import type { Logger } from 'pino';
import { CaptureRemoval } from '../../src/library/captures/removal.ts';
import { CaptureStore } from '../../src/library/captures/files/store.ts';
import { Thumbnails } from '../../src/library/captures/pictures/thumbnails.ts';
import type { FileStore } from '../../src/library/store/file-store.ts';
import type { Database } from '../../src/persistence/orm/orm.ts';
import type { Check, Repairs } from './check.ts';
import { checkFolders } from './check-folders.ts';
import { checkRemovals, checkTemporaries, checkThumbnails } from './check-leftovers.ts';
import { checkRows } from './check-rows.ts';
import type { Finding } from './finding.ts';

export interface FsckOptions {
  readonly database: Database;
  readonly logger: Logger;
  readonly files: FileStore;
  readonly repair: boolean;
  readonly digests: boolean;
  readonly onFinding: (finding: Finding) => void;
}

export interface FsckResult {
  readonly rows: number;
  readonly folders: number;
  readonly found: number;
  readonly repaired: number;
}

export async function fsck({ database, logger, files, repair, digests, onFinding }: FsckOptions): Promise<FsckResult> {
  let found = 0;
  let repaired = 0;
  const report = (finding: Finding): void => {
    found += 1;
    if (finding.repaired !== undefined) repaired += 1;
    onFinding(finding);
  };
  const check: Check = { database, files, digests, repair, report, repairs: repairsOf(database, logger, files), adoptable: new Set() };
  await checkTemporaries(check);
  await checkRemovals(check);
  const folders = await checkFolders(check);
  const rows = await checkRows(check);
  await checkThumbnails(check);
  return { rows, folders, found, repaired };
}

/** Opens the services on the first repair only, because opening deletes temporary files. */
function repairsOf(database: Database, logger: Logger, files: FileStore): () => Promise<Repairs> {
  let opened: Promise<Repairs> | undefined;
  const open = async (): Promise<Repairs> => {
    const store = await CaptureStore.open({ files, maxBytes: 0 });
    const thumbnails = new Thumbnails({ files, logger });
    return { store, removal: new CaptureRemoval({ database, folder: files.removals, thumbnails, logger }) };
  };
  return () => (opened ??= open());
}
