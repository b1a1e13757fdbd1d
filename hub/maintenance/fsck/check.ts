import { basename } from 'node:path/posix';
import type { CaptureRemoval } from '../../src/library/captures/removal.ts';
import type { FileStore } from '../../src/library/store/file-store.ts';
import type { CaptureStore } from '../../src/library/captures/files/store.ts';
import type { Database } from '../../src/persistence/orm/orm.ts';
import type { Finding } from './finding.ts';

/** Services needed for repairs. */
export interface Repairs {
  readonly store: CaptureStore;
  readonly removal: CaptureRemoval;
}

/** One run over a library that is not in use. */
export interface Check {
  readonly database: Database;
  readonly files: FileStore;
  /** Verify the digest of every master, not only its size. */
  readonly digests: boolean;
  readonly repair: boolean;
  readonly repairs: () => Promise<Repairs>;
  readonly report: (finding: Finding) => void;
  /** Captures without a row that can be adopted. Their thumbnails are not orphaned. */
  readonly adoptable: Set<string>;
}

/** Reports a finding, after repairing it if requested and possible. */
export async function reportFinding({ repair, report }: Check, finding: Finding, fix?: () => Promise<string>): Promise<void> {
  report(repair && fix ? { ...finding, repaired: await fix() } : finding);
}

/** Moves unidentified files to lost+found. Files that may be pictures are never deleted. */
export async function moveToLostAndFound({ files }: Check, folder: string): Promise<string> {
  const to = `lost+found/${basename(folder)}`;
  await files.moveFolder(folder, to);
  return `moved to ${to}`;
}
