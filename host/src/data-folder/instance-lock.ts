import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readIfExists } from './read-if-exists.ts';

/** File name in DATA_DIR; held by a running hub. */
export const HUB_LOCK = 'hub.lock';

/** The holder touches the lock file at this interval. A holder whose process cannot be checked is stale after GONE_AFTER_MS. */
const TOUCHED_EVERY_MS = 2000;
const GONE_AFTER_MS = 10_000;
/** An empty lock file, or the guard folder of a cleanup, is stale after this time, ms. */
const WRITTEN_WITHIN_MS = 2000;
const TAKE_WITHIN_MS = 10_000;
/** Error codes of link(2) on FAT, on some network shares and in some containers. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EACCES'];

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

/** Distinguishes this process from a later one with the same id. Empty where the system does not report it. */
function startTime(pid: number): string {
  if (process.platform === 'linux') {
    // proc(5): field 2, the name, may contain spaces and brackets; field 22 is the start time.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }
  if (process.platform === 'win32') return '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** The PID namespace (pid_namespaces(7)): a process id is only valid inside it. Empty where the system has none. */
function processes(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function livingHolder(path: string): Holder | undefined {
  const holder = holderSchema.safeParse(parsed(readIfExists(path) ?? ''));
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

/** Touches the lock file for processes in other PID namespaces. Returns a function that stops it. */
function keepTouched(path: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The file was removed or the disk failed. Exiting would not help.
    }
  }, TOUCHED_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Links a complete file into place, so that no process reads half of it. Without hard links, writes a plain file. */
function create(path: string): boolean {
  const content = JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid), processes: processes() });
  const draft = `${path}.${String(process.pid)}.new`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    return createBy(() => linkSync(draft, path)) ?? createBy(() => writeFileSync(path, content, { flag: 'wx', mode: 0o600 })) ?? false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** True when the file was created, false when it exists, undefined where the file system has no hard links. */
function createBy(attempt: () => void): boolean | undefined {
  try {
    attempt();
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (NO_LINKS.includes(code)) return undefined;
    throw error;
  }
}

/**
 * Acquires the lock file or throws AlreadyRunningError. Takes over a lock whose process has exited.
 * Returns the function that releases the lock.
 */
export function takeInstanceLock(path: string, what: string): () => void {
  const deadline = performance.now() + TAKE_WITHIN_MS;
  while (performance.now() < deadline) {
    if (create(path)) {
      const stopTouching = keepTouched(path);
      return () => {
        stopTouching();
        rmSync(path, { force: true });
      };
    }
    const holder = livingHolder(path);
    if (holder) throw new AlreadyRunningError(what, holder.pid, holder.where);
    if (!discardStale(path)) pause();
  }
  throw new Error(`cannot take the lock ${path} within ${String(TAKE_WITHIN_MS / 1000)} s`);
}

/** True while another process writes the lock, on a file system without hard links. */
function isBeingWritten(path: string): boolean {
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 1, mtimeMs: 0 };
  return size === 0 && Math.abs(Date.now() - mtimeMs) < WRITTEN_WITHIN_MS;
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}

/**
 * Removes a lock without a live holder. The guard admits one process at a time, so that none removes a lock that another has just
 * acquired. Returns true when the caller should retry at once.
 */
function discardStale(path: string): boolean {
  const guard = `${path}.discarding`;
  if (!createBy(() => mkdirSync(guard))) {
    const { mtimeMs } = statSync(guard, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    // The process that created the guard was killed during the cleanup.
    if (Math.abs(Date.now() - mtimeMs) > WRITTEN_WITHIN_MS) rmSync(guard, { recursive: true, force: true });
    return false;
  }
  try {
    if (isBeingWritten(path)) return false;
    if (!livingHolder(path)) rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}
