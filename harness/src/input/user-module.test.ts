import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { defaultExport } from './user-module.ts';

const folder = mkdtempSync(join(tmpdir(), 'user-module-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it.each([
  ['throw new Error("first\\nsecond");', 'first'],
  ['throw null;', 'null'],
  ['throw undefined;', 'undefined'],
])('names what a file throws: %s', async (text, reason) => {
  const path = file(`${reason}.mjs`, text);
  await expect(defaultExport(path)).rejects.toThrow(`${path} cannot be loaded: ${reason}`);
});

it('does not wait for ever for a file whose code does not end', async () => {
  vi.useFakeTimers();
  try {
    const path = file('endless.mjs', 'await new Promise(() => undefined); export default {};');
    const loading = expect(defaultExport(path)).rejects.toThrow(`${path} cannot be loaded: its code has not ended within 30 s`);
    await vi.advanceTimersByTimeAsync(30_000);
    await loading;
  } finally {
    vi.useRealTimers();
  }
});
