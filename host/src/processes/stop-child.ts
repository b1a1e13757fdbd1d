import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Set for our services: they also stop when their standard input ends, for Windows has no SIGTERM and a parent may be killed. */
export const SUPERVISED = { EYEPIECE_SUPERVISED: '1' } as const;

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Asks a supervised process to end, kills it after the deadline, and waits until it is gone. */
export async function stopChild(child: ChildProcess, withinMs: number): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  // The pipe breaks when the child dies first, which its exit reports.
  child.stdin?.on('error', () => undefined).end();
  if (process.platform !== 'win32') child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(timer);
}
