import { spawnSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { ScenarioProcess } from './process.ts';

const started: ScenarioProcess[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

function processOf(command: [string, ...string[]], ready: string): ScenarioProcess {
  const spec = { name: 'p', command, ready, readyWithin: 60_000, env: {} };
  const made = new ScenarioProcess({ spec, folder: '.', hasAddress: true, onEnd: () => undefined });
  started.push(made);
  return made;
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  // One that has ended and was not waited for is listed as Z.
  return /^[^Z\s]/.test(stdout.trim());
}

it('does not start again when it is stopped during a restart', async () => {
  const program = `process.on('SIGTERM', () => setTimeout(() => process.exit(), 200)); console.log('http://a'); setInterval(() => {}, 1000)`;
  const subject = processOf(['node', '-e', program], 'http');
  await subject.start();
  const restarted = subject.restart();
  await subject.stop();
  await restarted;
  expect(subject.pid).toBeUndefined();
  await expect(subject.start()).rejects.toThrow('process p is not started any more');
});

it.skipIf(process.platform === 'win32').each(['stop', 'kill'] as const)('%s ends the children of a shell', async (end) => {
  const subject = processOf(['sh', '-c', 'sleep 600 & echo http://a:$!; wait; true'], 'http');
  await subject.start();
  const child = Number(subject.address?.split(':').at(-1));
  expect(isAlive(child)).toBe(true);
  await subject[end]();
  await expect.poll(() => isAlive(child)).toBe(false);
});
