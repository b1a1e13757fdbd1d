import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findChromium, findHeadlessChromium } from './chromium.ts';

it('returns the browser at CHROMIUM_PATH, and throws when it does not exist', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(() => findChromium({ CHROMIUM_PATH: '/no/such/browser' })).toThrow('CHROMIUM_PATH=/no/such/browser does not exist');
});

it.runIf(process.platform === 'linux')('prefers a browser without windows for tests, unless CHROMIUM_PATH names another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyepiece-chromium-'));
  try {
    const shell = join(folder, 'chromium-headless-shell');
    writeFileSync(shell, '');
    const installed = '/usr/bin/chromium-headless-shell';
    expect(findHeadlessChromium({ PATH: folder })).toBe(existsSync(installed) ? installed : shell);
    expect(findHeadlessChromium({ PATH: folder, CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
