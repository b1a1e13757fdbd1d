/** Ending, suspending and resuming processes. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isRunning, stopChild } from '@eyepiece/host/processes/stop-child';

/** @returns false if there is no such process. @throws if it belongs to another user */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return sendSignal(pid, 0);
  } catch {
    // It belongs to another user.
    return true;
  }
}

/** @returns false if there is no such process */
export function suspend(pid: number): boolean {
  return sendSignal(pid, 'SIGSTOP');
}

/** @returns false if there is no such process */
export function resume(pid: number): boolean {
  return sendSignal(pid, 'SIGCONT');
}

/** Ends the process like a power failure, and waits for its exit. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Asks the process to stop, kills it after the deadline, and waits for its exit. It may be suspended. */
export async function endChild(child: ChildProcess, withinMs: number): Promise<void> {
  if (!isRunning(child)) return;
  // A suspended process does not see SIGTERM. Windows has neither signal.
  if (process.platform !== 'win32') child.kill('SIGCONT');
  await stopChild(child, withinMs);
}
