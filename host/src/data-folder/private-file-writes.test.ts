import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPrivateFile, replacePrivateFile } from './private-file-writes.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-private-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('creates a file once, and leaves an existing one alone', () => {
  const path = join(folder, 'new', 'file');
  expect([createPrivateFile(path, 'first'), createPrivateFile(path, 'second')]).toEqual([true, false]);
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(readdirSync(join(folder, 'new'))).toEqual(['file']);
});

it('replaces a file', () => {
  const path = join(folder, 'file');
  replacePrivateFile(path, 'first');
  replacePrivateFile(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['file']);
});

it('leaves no draft when it fails', () => {
  replacePrivateFile(join(folder, 'file'), 'text');
  expect(() => replacePrivateFile(folder, 'text')).toThrow();
  expect(readdirSync(folder)).toEqual(['file']);
});

it.skipIf(process.platform === 'win32')('lets only the owner read, whatever the umask', () => {
  const before = process.umask(0);
  try {
    createPrivateFile(join(folder, 'a', 'created'), '');
    replacePrivateFile(join(folder, 'a', 'replaced'), '');
  } finally {
    process.umask(before);
  }
  const modeOf = (...path: string[]): number => statSync(join(folder, ...path)).mode & 0o777;
  expect([modeOf('a'), modeOf('a', 'created'), modeOf('a', 'replaced')]).toEqual([0o700, 0o600, 0o600]);
});
