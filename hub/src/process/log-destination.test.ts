import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, expect, it } from 'vitest';
import { logDestination } from './log-destination.ts';

const folder = mkdtempSync(join(tmpdir(), 'eyepiece-log-'));
const module = new URL('log-destination.ts', import.meta.url).href;

afterAll(() => rmSync(folder, { recursive: true }));

it.skipIf(!existsSync('/dev/full'))('survives a full disk with bounded memory', () => {
  const full = openSync('/dev/full', 'w');
  const source = `
    const { default: pino } = await import('pino');
    const { logDestination } = await import(${JSON.stringify(module)});
    const logger = pino({}, logDestination());
    for (let line = 0; line < 20000; line++) logger.info({ line }, 'a line of the log of an ordinary length');
    setTimeout(() => process.stderr.write('alive'), 50);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect([status, stderr]).toEqual([0, 'alive']);
});

it('writes every line when possible', () => {
  const path = join(folder, 'hub.log');
  const fd = openSync(path, 'w');
  const logger = pino({ base: null, timestamp: false }, logDestination(fd));
  for (const msg of ['one', 'two']) logger.info(msg);
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('{"level":30,"msg":"one"}\n{"level":30,"msg":"two"}\n');
});
