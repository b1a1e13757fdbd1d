import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { MemoryPeak } from './memory-peak.ts';

function watched(pid: number): MemoryPeak {
  const peak = new MemoryPeak(pid, 10);
  onTestFinished(() => peak.leave());
  return peak;
}

it('measures while it watches, and starts again with begin', async () => {
  const peak = watched(process.pid);
  await expect.poll(() => peak.bytes).toBeGreaterThan(1e6);
  await peak.leave();
  peak.begin();
  expect(peak.bytes).toBe(0);
  await peak.look();
  expect(peak.bytes).toBeGreaterThan(1e6);
});

it('measures nothing of a process that has ended', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const peak = watched(child.pid ?? 0);
  await peak.look();
  expect(peak.bytes).toBe(0);
});
