import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AlreadyRunningError, takeInstanceLock } from './instance-lock.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-lock-'));
  path = join(folder, 'db.lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const module = new URL('instance-lock.ts', import.meta.url).href;
const holder = `const { takeInstanceLock } = await import(${JSON.stringify(module)});
  takeInstanceLock(process.argv[1], 'it'); console.log('taken'); setInterval(() => {}, 1000);`;

it('keeps a second process out until the first is gone, even if it was killed', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => takeInstanceLock(path, 'the database')).toThrow(new AlreadyRunningError('the database', child.pid ?? 0));

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(path)).toBe(true);
  const release = takeInstanceLock(path, 'the database');
  expect(readdirSync(folder)).toEqual(['db.lock']);
  release();
  expect(readdirSync(folder)).toEqual([]);
});

it.skipIf(process.platform === 'win32')('takes over from a process id that now belongs to another process', () => {
  writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: 'another time' }));
  takeInstanceLock(path, 'the database')();
  expect(existsSync(path)).toBe(false);
});

it.each(['', 'nonsense', '{"pid":-1,"startedAt":"0"}', '{"pid":4194305,"startedAt":"0"}'])('takes over a lock that says %j', (content) => {
  writeFileSync(path, content);
  takeInstanceLock(path, 'the database')();
  expect(existsSync(path)).toBe(false);
});

const setAge = (seconds: number): void => {
  const at = Date.now() / 1000 - seconds;
  utimesSync(path, at, at);
};

it('cannot see the processes of another container: its lock holds for as long as it is touched', () => {
  // The same id: in a container nearly everything is process 1 or 7.
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: '0', processes: 'pid:[4026539999]' }));
  setAge(3);
  expect(() => takeInstanceLock(path, 'the data')).toThrow(
    `the data is already in use by process ${process.pid} of another container; stop that one first`,
  );
  setAge(11);
  takeInstanceLock(path, 'the data')();
  expect(existsSync(path)).toBe(false);
});

it('is touched until it is given back', () => {
  vi.useFakeTimers();
  try {
    const release = takeInstanceLock(path, 'the data');
    setAge(60);
    vi.advanceTimersByTime(2000);
    expect(Math.abs(statSync(path).mtimeMs - Date.now())).toBeLessThan(1000);
    release();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
