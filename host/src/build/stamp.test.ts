import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentDigest, readStamp, writeStamp } from './stamp.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eyepiece-stamp-'));
  mkdirSync(join(root, 'src', 'inner'), { recursive: true });
  writeFileSync(join(root, 'src', 'inner', 'a.ts'), 'one');
  writeFileSync(join(root, 'index.html'), 'page');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const digest = (): string => contentDigest(root, ['src', 'index.html', 'absent']);

it('follows names and contents, not times, tests or hidden files', () => {
  const before = digest();
  utimesSync(join(root, 'index.html'), 1, 1);
  writeFileSync(join(root, 'src', 'a.test.ts'), 'test');
  writeFileSync(join(root, 'src', '.swp'), 'editor');
  expect(digest()).toBe(before);

  writeFileSync(join(root, 'src', 'inner', 'a.ts'), 'two');
  const changed = digest();
  expect(changed).not.toBe(before);
  writeFileSync(join(root, 'src', 'b.ts'), '');
  expect(digest()).not.toBe(changed);
});

it('distinguishes one file from two with the same bytes', () => {
  writeFileSync(join(root, 'index.html'), 'p');
  const before = digest();
  rmSync(join(root, 'index.html'));
  writeFileSync(join(root, 'src', 'inner', 'a.ts'), 'oneindex.htmlp');
  expect(digest()).not.toBe(before);
});

it('reads back the stamp it wrote', () => {
  const path = join(root, 'dist', '.built-from');
  expect(readStamp(path)).toBeUndefined();
  writeStamp(path, 'abc');
  expect(readStamp(path)).toBe('abc');
});
