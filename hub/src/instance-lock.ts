import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** In DATA_DIR: of a running hub. */
export const HUB_LOCK = 'hub.lock';

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(what: string, pid: number) {
    super(`${what} is already in use by process ${String(pid)}; stop that one first or choose another DATA_DIR`);
    this.pid = pid;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What tells this process from a later one with the same id; empty where the system does not say. */
function startTime(pid: number): string {
  if (process.platform === 'linux') {
    // proc(5): the name, field 2, may hold spaces and brackets; field 22 is the start time.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }
  if (process.platform === 'win32') return '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

function livingHolder(content: string): number | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return undefined;
  }
  const holder = holderSchema.safeParse(parsed);
  if (!holder.success || holder.data.pid === process.pid || !isAlive(holder.data.pid)) return undefined;
  try {
    return startTime(holder.data.pid) === holder.data.startedAt ? holder.data.pid : undefined;
  } catch {
    return undefined;
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) }), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Takes the lock file or throws AlreadyRunningError; a lock whose process is gone is taken over.
 * Returns the function that gives it back.
 */
export function takeInstanceLock(path: string, what: string): () => void {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path))
      return () => {
        rmSync(path, { force: true });
      };
    const pid = livingHolder(read(path));
    if (pid !== undefined) throw new AlreadyRunningError(what, pid);
    discardStale(path);
  }
  throw new Error(`cannot take the lock ${path}`);
}

/** Moves the stale lock aside before deleting it, so that of two starters only one discards it. */
function discardStale(path: string): void {
  const aside = `${path}.${String(process.pid)}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (livingHolder(read(aside)) !== undefined) renameSync(aside, path);
  else rmSync(aside, { force: true });
}
