import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncFolder } from '../captures/files/durable-files.ts';
import type { CaptureRemoval } from '../captures/removal.ts';
import type { CaptureStore } from '../captures/files/store.ts';
import type { Database } from '../persistence/orm.ts';
import type { Finding } from './finding.ts';

/** What it takes to put things right. */
export interface Repairs {
  readonly store: CaptureStore;
  readonly removal: CaptureRemoval;
}

/** One run over a library that nobody else uses. */
export interface Check {
  readonly database: Database;
  readonly dataDir: string;
  /** Read every master, instead of only looking at its size. */
  readonly digests: boolean;
  readonly repair: boolean;
  readonly repairs: () => Promise<Repairs>;
  readonly report: (finding: Finding) => void;
  /** Captures that have no row but could be given one: their thumbnails are no orphans. */
  readonly adoptable: Set<string>;
}

/** Reports what is wrong and, if that is wanted, puts it right first. */
export async function found({ repair, report }: Check, finding: Finding, putRight?: () => Promise<string>): Promise<void> {
  report(repair && putRight ? { ...finding, repaired: await putRight() } : finding);
}

export function capturesRoot({ dataDir }: Check): string {
  return join(dataDir, 'captures');
}

/** Moves what nobody can make sense of out of the way; nothing that may be a picture is ever deleted. */
export async function putAside({ dataDir }: Check, relative: string): Promise<string> {
  const folder = join(dataDir, 'lost+found');
  await mkdir(folder, { recursive: true });
  const to = join(folder, basename(relative));
  await rm(to, { recursive: true, force: true });
  await rename(join(dataDir, relative), to);
  await syncFolder(folder);
  return `moved to lost+found/${basename(relative)}`;
}
