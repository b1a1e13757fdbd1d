import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

it('rejects a second process until the first has exited, even when it was killed', async () => {
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

it.skipIf(process.platform === 'win32')('takes over a lock whose process id was reused by another process', () => {
  writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: 'another time' }));
  takeInstanceLock(path, 'the database')();
  expect(existsSync(path)).toBe(false);
});

it.each(['nonsense', '{"pid":-1,"startedAt":"0"}', '{"pid":4194305,"startedAt":"0"}'])('takes over a lock that contains %j', (content) => {
  writeFileSync(path, content);
  takeInstanceLock(path, 'the database')();
  expect(existsSync(path)).toBe(false);
});

const setAge = (seconds: number): void => {
  const at = Date.now() / 1000 - seconds;
  utimesSync(path, at, at);
};

it('respects a lock that another process is still writing, and takes it over when writing never finishes', async () => {
  const content = `{ pid: process.ppid, startedAt: '', processes: 'elsewhere' }`;
  const write = `fs.writeFileSync(process.argv[1], JSON.stringify(${content})); process.exit()`;
  const writer = `console.log('ready'); process.stdin.once('data', () => setTimeout(() => { ${write} }, 50));`;
  const child = spawn(process.execPath, ['-e', writer, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.stdin.write('go');
  writeFileSync(path, '');
  expect(() => takeInstanceLock(path, 'the database')).toThrow(AlreadyRunningError);
  writeFileSync(path, '');
  setAge(3);
  takeInstanceLock(path, 'the database')();
  expect(readdirSync(folder)).toEqual([]);
});

it('is never read half written, and only one of many processes acquires it', async () => {
  writeFileSync(path, '{"pid":4194305,"startedAt":"0"}');
  const starter = `const { takeInstanceLock } = await import(${JSON.stringify(module)});
    process.stdin.once('data', () => {
      try { takeInstanceLock(process.argv[1], 'it'); console.log('taken'); }
      catch (error) { console.log(error.name); }
    });
    process.stdin.once('end', () => process.exit());
    console.log('ready');`;
  const starters = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: on(createInterface({ input: child.stdout }), 'line') };
  });
  const next = () => Promise.all(starters.map(async ({ lines }) => ((await lines.next()).value as [string])[0]));
  await next();
  for (const { child } of starters) child.stdin.write('go\n');
  expect((await next()).sort()).toEqual([...Array<string>(5).fill('AlreadyRunningError'), 'taken']);
  for (const { child } of starters) child.stdin.end();
  await Promise.all(starters.map(({ child }) => once(child, 'exit')));
  expect(readdirSync(folder)).toEqual(['db.lock']);
});

it('cannot check processes in another container: that lock is valid while its file is touched', () => {
  // The same id: container processes often have id 1 or 7.
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: '0', processes: 'pid:[4026539999]' }));
  setAge(3);
  expect(() => takeInstanceLock(path, 'the data')).toThrow(
    `the data is already in use by process ${process.pid} of another container; stop that one first`,
  );
  setAge(11);
  takeInstanceLock(path, 'the data')();
  expect(existsSync(path)).toBe(false);
});

it('is touched until it is released', () => {
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
