import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchSources } from './source-watch.ts';

let folder: string;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-watch-'));
  mkdirSync(join(folder, 'inner'));
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** Resolves when the watchers have timers for the changes they report. `expect.poll` would advance the timers. */
async function reported(timers: number): Promise<void> {
  while (vi.getTimerCount() !== timers) await setImmediate();
}
const write = (name: string, text = '1'): void => writeFileSync(join(folder, 'inner', name), text);
const watchFor = (...endings: string[]): (() => void) => watchSources([folder], endings, () => undefined);

it('reports a burst of changes once, and only of sources', async () => {
  let changes = 0;
  const end = watchSources([folder, join(folder, 'missing')], ['.ts'], () => changes++);
  const endNotes = watchFor('.md');
  for (const name of ['a.test.ts', 'notes.md']) write(name);
  await reported(1);
  endNotes();
  await reported(0);

  for (let round = 0; round < 5; round++) write('a.ts', String(round));
  await reported(1);
  vi.advanceTimersByTime(199);
  expect(changes).toBe(0);
  vi.advanceTimersByTime(1);
  expect(changes).toBe(1);

  end();
  const endOther = watchFor('.ts');
  write('a.ts', 'again');
  await reported(1);
  vi.advanceTimersByTime(200);
  expect(changes).toBe(1);
  endOther();
});
