/** A process and its children: those of a shell end, stop and go on with it. */
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '@eyepiece/host/processes/stop-child';
import { sendSignal } from './signals.ts';

const POLL_MS = 20;
const IS_WINDOWS = process.platform === 'win32';

/** Of `spawn`: the process gets a group of its own. Windows finds the children by their parent. */
export const OWN_GROUP = { detached: !IS_WINDOWS } as const;

/** Groups that are killed when this process ends without stopping them. */
const unstopped = new Set<ChildProcess>();

/** Of a child that was started with `OWN_GROUP`: Ctrl+C in a terminal does not reach it. */
export function endWithThisProcess(child: ChildProcess): void {
  if (unstopped.size === 0) process.on('exit', killUnstopped);
  unstopped.add(child);
}

function killUnstopped(): void {
  for (const child of unstopped) forceEnd(child);
}

function stopped(child: ChildProcess): void {
  unstopped.delete(child);
  if (unstopped.size === 0) process.off('exit', killUnstopped);
}

/** @returns false if no process of the group is left. @throws if it belongs to another user */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  return sendSignal(IS_WINDOWS ? pid : -pid, signal);
}

/** Resolves when the process has ended. */
export async function killGroup(child: ChildProcess): Promise<void> {
  const exited = isRunning(child) ? once(child, 'exit') : undefined;
  forceEnd(child);
  await exited;
  stopped(child);
}

/** Asks the process and its children to end, and kills what is left after the deadline. */
export async function stopGroup(child: ChildProcess, withinMs: number): Promise<void> {
  const exited = isRunning(child) ? once(child, 'exit') : undefined;
  child.stdin?.end();
  if (!IS_WINDOWS) {
    trySignal(child, 'SIGTERM');
    // A suspended process does not see SIGTERM.
    trySignal(child, 'SIGCONT');
  }
  const deadlineMs = performance.now() + withinMs;
  while (isAlive(child) && performance.now() < deadlineMs) await sleep(POLL_MS);
  if (isAlive(child)) forceEnd(child);
  await exited;
  stopped(child);
}

function isAlive(child: ChildProcess): boolean {
  return isRunning(child) || (!IS_WINDOWS && trySignal(child, 0));
}

function forceEnd(child: ChildProcess): void {
  if (!IS_WINDOWS) trySignal(child, 'SIGKILL');
  else if (isRunning(child)) execFile('taskkill', ['/T', '/F', '/PID', String(child.pid)], () => undefined);
}

/** @returns whether a process of the group is left */
function trySignal({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && signalGroup(pid, signal);
  } catch {
    return false;
  }
}
