import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILING_PARTS_FILE, failingPartsSchema } from '@eyepiece/shared-types/operations';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FailingParts } from './failing-parts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eyepiece-failing-'));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const path = () => join(folder, FAILING_PARTS_FILE);
const parts = () => failingPartsSchema.parse(JSON.parse(readFileSync(path(), 'utf8'))).parts;

it('lists a part with its failures until it has run well for a while', () => {
  const failing = new FailingParts([folder, join(folder, 'not there')]);
  expect(existsSync(path())).toBe(false);
  failing.failed('left', 'no SDK');
  failing.up('left');
  vi.advanceTimersByTime(20_000);
  failing.failed('left', 'x'.repeat(5000));
  expect(parts()).toMatchObject([{ name: 'left', failures: 2 }]);
  expect(parts()[0]?.reason).toHaveLength(2000);
  failing.up('left');
  vi.advanceTimersByTime(31_000);
  expect(existsSync(path())).toBe(false);
});

it('leaves no file of an earlier run', () => {
  const failing = new FailingParts([folder]);
  failing.failed('left', 'no SDK');
  failing.close();
  expect(existsSync(path())).toBe(false);
});
