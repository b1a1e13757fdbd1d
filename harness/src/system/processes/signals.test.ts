import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { endChild, isAlive, killChild, resume, suspend } from './signals.ts';

const GENEROUS_MS = 60_000;

async function running(): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { child, pid: child.pid ?? 0 };
}

it('kills a process, and may be asked twice', async () => {
  const { child, pid } = await running();
  expect(isAlive(pid)).toBe(true);
  await killChild(child);
  await killChild(child);
  expect(child.signalCode).toBe('SIGKILL');
  expect([isAlive(pid), suspend(pid), resume(pid)]).toEqual([false, false, false]);
});

it.skipIf(process.platform === 'win32')('asks a suspended process to stop, and may be asked twice', async () => {
  const { child, pid } = await running();
  expect(suspend(pid)).toBe(true);
  await endChild(child, GENEROUS_MS);
  await endChild(child, GENEROUS_MS);
  expect(child.signalCode).toBe('SIGTERM');
});
