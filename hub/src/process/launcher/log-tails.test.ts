import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logTails } from './log-tails.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-logs-'));
  await mkdir(join(dataDir, 'logs'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(dataDir, 'logs', name), text);

it('reads the lines of hub and cameras, with their errors and without secrets', async () => {
  await write('hub.log', '{"level":40,"time":1795358400000,"msg":"disk is nearly full","err":{"message":"ENOSPC"}}\nplain text\n');
  await write('bench-3.log', '{"time":"2026-11-22T12:00:00.000+00:00","level":"error","msg":"no camera","reason":"token-of-the-camera"}\n');
  await write('bench-3.log.1', 'older\n');
  await write('..x.log', 'no\n');
  expect(await logTails(dataDir, 'token-of-the-camera')).toEqual([
    { name: 'bench-3', lines: [{ level: 'error', text: 'no camera: [redacted]', at: '2026-11-22T12:00:00.000Z' }] },
    {
      name: 'hub',
      lines: [
        { level: 'warn', text: 'disk is nearly full: ENOSPC', at: new Date(1795358400000).toISOString() },
        { level: 'info', text: 'plain text' },
      ],
    },
  ]);
});

it('reads a bounded part of large files, long lines and lines that are no log', async () => {
  const line = (index: number): string => JSON.stringify({ level: 30, msg: `line ${index} ${'ä'.repeat(50)}` });
  await write('hub.log', Array.from({ length: 50_000 }, (_, index) => line(index)).join('\n'));
  await write('long.log', 'x'.repeat(100_000));
  await write('odd.log', '[]\n5\n{"level":{},"msg":5}\n{"level":"info","msg":"a","time":"never"}\n');
  const [hub, long, odd] = await logTails(dataDir, 'secret');
  expect(hub?.lines).toHaveLength(40);
  expect(hub?.lines.at(-1)?.text).toMatch(/^line 49999 /);
  expect(long?.lines.every(({ text }) => text.length <= 2000)).toBe(true);
  expect(odd?.lines.map(({ text }) => text)).toEqual(['[]', '5', '{"level":{},"msg":5}', 'a']);
});

it('has none without the launcher', async () => {
  await rm(join(dataDir, 'logs'), { recursive: true });
  expect(await logTails(dataDir, 'secret')).toEqual([]);
});
