import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** In DATA_DIR: of a running hub. */
export const HUB_LOCK = 'hub.lock';

/** A holder touches its lock so often; one that cannot be asked for its process counts as gone after the second, ms. */
const TOUCHED_EVERY_MS = 2000;
const GONE_AFTER_MS = 10_000;

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string(), processes: z.string().default('') });

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(what: string, pid: number, where = '') {
    super(`${what} is already in use by process ${String(pid)}${where}; stop that one first or choose another DATA_DIR`);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly where?: string;
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

/** Among which processes an id means this one: containers count their own (pid_namespaces(7)). Empty where that is not said. */
function processes(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function livingHolder(path: string): Holder | undefined {
  const holder = holderSchema.safeParse(parsed(read(path)));
  if (!holder.success) return undefined;
  const { pid, startedAt } = holder.data;
  if (holder.data.processes !== '' && holder.data.processes !== processes()) {
    return isTouched(path) ? { pid, where: ' of another container' } : undefined;
  }
  if (pid === process.pid || !isAlive(pid)) return undefined;
  try {
    return startTime(pid) === startedAt ? { pid } : undefined;
  } catch {
    return undefined;
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isTouched(path: string): boolean {
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return Math.abs(Date.now() - mtimeMs) < GONE_AFTER_MS;
}

/** For those who cannot see this process. Returns its end. */
function keepTouched(path: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Somebody removed it, or the disk is gone: nothing here gets better by ending over it.
    }
  }, TOUCHED_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function create(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid), processes: processes() }), {
      flag: 'wx',
      mode: 0o600,
    });
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
    if (create(path)) {
      const leaveIt = keepTouched(path);
      return () => {
        leaveIt();
        rmSync(path, { force: true });
      };
    }
    const holder = livingHolder(path);
    if (holder) throw new AlreadyRunningError(what, holder.pid, holder.where);
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
  if (livingHolder(aside)) renameSync(aside, path);
  else rmSync(aside, { force: true });
}
