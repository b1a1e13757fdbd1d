import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';

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
    const log = new LogFile(path, 100);
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
});
