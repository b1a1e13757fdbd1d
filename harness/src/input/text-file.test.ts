import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkIsWritable, FileProblem, makeFolder, readTextFile } from './text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a file up to its limit', () => {
  const file = join(folder, 'text');
  writeFileSync(file, 'äbc');
  expect(readTextFile(file, 4)).toBe('äbc');
  expect(() => readTextFile(file, 3)).toThrow(`${file}: it has more than 3 bytes`);
});

it('reads only the start of a file of a gigabyte', () => {
  const file = join(folder, 'sparse');
  closeSync(openSync(file, 'w'));
  truncateSync(file, 2 ** 30);
  expect(() => readTextFile(file, 1000)).toThrow(`${file}: it has more than 1000 bytes`);
});

it.each([
  ['folder', 'it is a folder', (path: string) => mkdirSync(path)],
  ['circle', 'its links lead in a circle', (path: string) => symlinkSync(path, path)],
  ['missing', 'there is no such file or folder', () => undefined],
  ['dangling', 'there is no such file or folder', (path: string) => symlinkSync(join(folder, 'nothing'), path)],
])('names the problem of a %s in one line', (name, reason, make) => {
  const file = join(folder, name);
  make(file);
  expect(() => readTextFile(file, 1000)).toThrow(new FileProblem(`${file}: ${reason}`));
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe or read a device', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readTextFile(pipe, 1000)).toThrow(`${pipe}: it is no regular file`);
  expect(() => readTextFile('/dev/zero', 1000)).toThrow('/dev/zero: it is no regular file');
});

it('makes the folders of a file that is written later, and names what is in the way', () => {
  const file = join(folder, 'new', 'report', 'result.json');
  checkIsWritable(file);
  writeFileSync(file, '{}');
  checkIsWritable(file);
  expect(() => checkIsWritable(join(folder, 'new'))).toThrow(`${join(folder, 'new')}: it is a folder`);
});

it.skipIf(process.platform === 'win32')('does not write to a pipe that nobody may read', () => {
  const pipe = join(folder, 'written');
  execFileSync('mkfifo', [pipe]);
  expect(() => checkIsWritable(pipe)).toThrow(`${pipe}: it is a pipe`);
});

it.skipIf(process.platform !== 'linux')('does not try for ever where no folder can be made', () => {
  expect(() => checkIsWritable('/proc/none/report/result.json')).toThrow('/proc/none/report/result.json: there is no such file or folder');
});

it('makes no folder in place of a file', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  makeFolder(folder);
  expect(() => makeFolder(file)).toThrow(`${file}: a file is in its place`);
  expect(() => checkIsWritable(join(file, 'report.html'))).toThrow(`${file}: a file is in its place`);
});
