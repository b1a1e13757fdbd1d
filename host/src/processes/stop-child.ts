import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Makes our services stop when their standard input ends: Windows has no SIGTERM, and the parent may be killed. */
export const SUPERVISED = { EYEPIECE_SUPERVISED: '1' } as const;

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Asks a supervised process to stop, kills it after the deadline, and waits for its exit. */
export async function stopChild(child: ChildProcess, withinMs: number): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  // The pipe breaks when the child exits first; `exit` reports that.
  child.stdin?.on('error', () => undefined).end();
  if (process.platform !== 'win32') child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(timer);
}
