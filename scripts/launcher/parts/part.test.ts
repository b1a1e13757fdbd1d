import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEntry } from '../logs/log-entry.ts';
import { LogFile } from '../logs/log-file.ts';
import { Part } from './part.ts';
import type { PartEnd } from './part.ts';

/** Prints a JSON line, as the services do. */
const SAY = `const say = (msg, more) => console.log(JSON.stringify({ level: 'info', msg, ...more }));`;
const LISTEN = `${SAY} process.stdin.resume(); process.on('SIGTERM', () => process.exit(0)); say('listening', { pid: process.pid });`;
const IGNORE_SIGTERM = `${SAY} process.stdin.resume(); process.on('SIGTERM', () => say('ignored')); setInterval(() => {}, 1000); say('listening');`;

let folder: string;
let part: Part | undefined;
let entries: LogEntry[];
let deaths: { how: string; delayMs: number }[];
let onEntry: (entry: LogEntry) => void;
let onRecovery: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-part-'));
  entries = [];
  deaths = [];
  onEntry = () => undefined;
  onRecovery = () => undefined;
});

afterEach(async () => {
  vi.useRealTimers();
  await part?.stop();
  rmSync(folder, { recursive: true });
});

function makePart(source: string, stopWithinMs = 60_000): Part {
  const observer = {
    onEntry: (_part: Part, entry: LogEntry) => {
      entries.push(entry);
      onEntry(entry);
      return entry.message !== 'secret';
    },
    onDeath: (_part: Part, { how }: PartEnd, delayMs: number) => deaths.push({ how, delayMs }),
    onUp: (_part: Part, isRecovery: boolean) => isRecovery && onRecovery(),
  };
  const command = () => ({ command: process.execPath, args: ['-e', source], cwd: folder, env: process.env });
  const isUp = (entry: LogEntry) => entry.message === 'listening';
  part = new Part({ name: 'service', command, isUp, stopWithinMs }, observer, new LogFile(join(folder, 'service.log')));
  return part;
}

const pidOf = (index: number): number => Number(entries.filter((entry) => entry.message === 'listening')[index]?.fields['pid']);
const recovery = (): Promise<void> => new Promise((resolve) => (onRecovery = resolve));

/** `expect.poll` would advance the fake timers. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('Part', () => {
  it('is up when it says so, and gone after stop', async () => {
    await makePart(LISTEN).start();
    const pid = pidOf(0);
    expect(isAlive(pid)).toBe(true);
    await part?.stop();
    expect(isAlive(pid)).toBe(false);
    expect(deaths).toEqual([]);
  });

  it('keeps its lines in the log, but not those the observer holds back', async () => {
    await makePart(`${LISTEN} say('before'); say('secret', { password: 'hunter2' }); say('after');`).start();
    await expect.poll(() => entries.map((entry) => entry.message)).toContain('after');
    const log = readFileSync(join(folder, 'service.log'), 'utf8');
    expect(log).toContain('before');
    expect(log).toContain('after');
    expect(log).not.toContain('hunter2');
  });

  it.each([
    [`console.error('CAMERA_DRIVER=x is unknown'); process.exit(2)`, 'service did not start: CAMERA_DRIVER=x is unknown'],
    [
      `console.log(JSON.stringify({ level: 60, msg: 'no start', err: { message: 'no database' } })); process.exit(1)`,
      'service did not start: no start: no database',
    ],
    [`process.exit(3)`, 'service did not start: exit code 3'],
  ])('does not come up and says why: %s', async (source, message) => {
    await expect(makePart(source).start()).rejects.toThrow(message);
    expect(deaths).toEqual([]);
  });

  it('says when the program is missing', async () => {
    const command = () => ({ command: join(folder, 'missing'), args: [], cwd: folder, env: process.env });
    const observer = { onEntry: () => true, onDeath: () => undefined, onUp: () => undefined };
    part = new Part({ name: 'service', command, isUp: () => true, stopWithinMs: 100 }, observer, new LogFile(join(folder, 'x.log')));
    await expect(part.start()).rejects.toThrow('ENOENT');
  });

  it('starts again after it was killed', async () => {
    await makePart(LISTEN).start();
    const back = recovery();
    process.kill(pidOf(0), 'SIGKILL');
    await back;
    expect(deaths).toEqual([{ how: 'SIGKILL', delayMs: 500 }]);
    expect(pidOf(1)).not.toBe(pidOf(0));
  });

  it('restarts on request without calling it a death', async () => {
    await makePart(LISTEN).start();
    const back = recovery();
    await part?.restart();
    await back;
    expect(isAlive(pidOf(0))).toBe(false);
    expect(isAlive(pidOf(1))).toBe(true);
    expect(deaths).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('kills what does not stop in time', async () => {
    await makePart(IGNORE_SIGTERM, 300).start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = part?.stop();
    await until(() => entries.some((entry) => entry.message === 'ignored'));
    vi.advanceTimersByTime(300);
    await stopped;
    expect(deaths).toEqual([]);
  });

  it('stays down when it is stopped while it waits to restart', async () => {
    await makePart(LISTEN).start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    process.kill(pidOf(0), 'SIGKILL');
    await until(() => deaths.length === 1);
    expect(vi.getTimerCount()).toBe(1);
    await part?.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
