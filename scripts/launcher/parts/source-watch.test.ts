import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchSources } from './source-watch.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-watch-'));
  mkdirSync(join(folder, 'inner'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('reports a burst of changes once, and only of sources', async () => {
  let changes = 0;
  const end = watchSources([folder, join(folder, 'missing')], ['.ts'], () => changes++);
  for (const name of ['a.test.ts', 'notes.md']) writeFileSync(join(folder, 'inner', name), '1');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(changes).toBe(0);
  for (let write = 0; write < 5; write++) writeFileSync(join(folder, 'inner', 'a.ts'), String(write));
  await expect.poll(() => changes).toBe(1);
  end();
  writeFileSync(join(folder, 'inner', 'a.ts'), 'again');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(changes).toBe(1);
});
