import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSmallFile, readSmallFileNow } from './small-file.ts';

let folder: string;
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-small-'));
  writeFileSync(path('text'), 'Größe 1\n');
  writeFileSync(path('empty'), '');
  writeFileSync(path('full'), Buffer.alloc(1024 * 1024, 'x'));
  writeFileSync(path('large'), Buffer.alloc(1024 * 1024 + 1, 'x'));
  writeFileSync(path('sparse'), '');
  truncateSync(path('sparse'), 3 * 1024 ** 3);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['readSmallFile', readSmallFile],
  ['readSmallFileNow', (file: string) => new Promise<string>((resolve) => resolve(readSmallFileNow(file)))],
])('%s', (_name, read) => {
  it('returns the text', async () => {
    expect(await read(path('text'))).toBe('Größe 1\n');
    expect(await read(path('empty'))).toBe('');
    expect((await read(path('full'))).length).toBe(1024 * 1024);
  });

  it.each([
    ['large', 'it has more than 1048576 bytes'],
    ['sparse', 'it has more than 1048576 bytes'],
    ['.', 'it is a folder'],
    ['missing', 'ENOENT'],
  ])('refuses %s', async (name, reason) => {
    await expect(read(path(name))).rejects.toThrow(reason);
  });

  it.skipIf(process.platform === 'win32')('refuses pipes and devices, which it does not wait for', async () => {
    execFileSync('mkfifo', [path(`pipe of ${_name}`)]);
    for (const file of [path(`pipe of ${_name}`), '/dev/zero', '/dev/random']) {
      await expect(read(file)).rejects.toThrow('it is no regular file');
    }
  });
});
