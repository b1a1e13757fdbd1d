import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TcpTable } from './tcp-table.ts';

async function file(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-table-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'table');
}

it('reads the whole table each time, also when it grows and shrinks', async () => {
  const path = await file();
  const table = new TcpTable(path);
  for (const bytes of [0, 10, 65_536, 300_000, 5]) {
    const text = 'x'.repeat(bytes);
    await writeFile(path, text);
    expect((await table.read()) === text).toBe(true);
  }
});

it('reads at most 16 MB', async () => {
  const path = await file();
  await writeFile(path, Buffer.alloc(17 * 1024 * 1024));
  expect(await new TcpTable(path).read()).toHaveLength(16 * 1024 * 1024);
});

it('rejects where there is no table', async () => {
  await expect(new TcpTable(await file()).read()).rejects.toThrow('ENOENT');
});
