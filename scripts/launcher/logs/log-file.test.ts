import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';
import { TinyDisk } from '@eyepiece/host/tiny-disk';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-log-'));
  path = join(folder, 'logs', 'hub.log');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (suffix = ''): string => readFileSync(`${path}${suffix}`, 'utf8');

describe('LogFile', () => {
  it('begins a new file at every start and keeps three old ones', () => {
    for (const run of ['1', '2', '3', '4', '5']) {
      const log = new LogFile(path);
      log.writeLine(`run ${run}`);
      log.close();
    }
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['hub.log', 'hub.log.1', 'hub.log.2', 'hub.log.3']);
    expect([read(), read('.1'), read('.2'), read('.3')]).toEqual(['run 5\n', 'run 4\n', 'run 3\n', 'run 2\n']);
  });

  it('never grows past its limit', () => {
    const log = new LogFile(path, { maxBytes: 100 });
    for (let line = 0; line < 50; line++) log.writeLine(`line ${String(line).padStart(14, '0')}`);
    log.close();
    for (const suffix of ['', '.1', '.2', '.3']) expect(read(suffix).length).toBeLessThanOrEqual(100);
    expect(read()).toContain('line 00000000000049');
  });

  it('drops what comes after close', () => {
    const log = new LogFile(path);
    log.close();
    log.writeLine('late');
    expect(read()).toBe('');
  });

  it('counts what a folder without access costs, says so once, and resumes', () => {
    const parent = join(folder, 'logs');
    writeFileSync(parent, 'a file where the folder shall be');
    const said: string[] = [];
    const log = new LogFile(path, { onFailure: ({ message }) => said.push(message), onResume: (lost) => said.push(`resumed ${lost}`) });
    for (const line of ['one', 'two']) log.writeLine(line);
    expect(said).toEqual([expect.stringContaining('EEXIST')]);
    rmSync(parent);
    for (const line of ['three', 'four']) log.writeLine(line);
    log.close();
    expect(said[1]).toBe('resumed 2');
    expect(read().split('\n')).toEqual([expect.stringContaining('2 lines before this one could not be written'), 'three', 'four', '']);
  });
});

const disk = new TinyDisk('64k');
afterAll(() => disk.remove());

describe.runIf(disk.mounted)('LogFile on a full disk', () => {
  it('writes whole lines only and loses no older file, however often it tries', () => {
    const full = join(disk.path, 'logs', 'hub.log');
    const older = new LogFile(full);
    older.writeLine('the run before');
    older.close();
    const said: string[] = [];
    const log = new LogFile(full, {
      maxBytes: 40_000,
      onFailure: ({ message }) => said.push(message),
      onResume: (lost) => said.push(`${lost}`),
    });
    for (let line = 0; line < 200; line++) log.writeLine(`${line} ${'x'.repeat(2000)}`);
    const size = readFileSync(full, 'utf8').length;
    expect(said).toEqual([expect.stringContaining('ENOSPC')]);
    expect(size).toBeLessThanOrEqual(40_000);
    rmSync(`${full}.1`, { force: true });
    log.writeLine('resumed');
    log.close();
    const lines = readdirSync(join(disk.path, 'logs')).flatMap((name) => readFileSync(join(disk.path, 'logs', name), 'utf8').split('\n'));
    expect(lines).toContain('resumed');
    expect(lines.filter((line) => !/^(\d+ x{2000}|resumed|\{.*\}|the run before|)$/.test(line))).toEqual([]);
  });
});
