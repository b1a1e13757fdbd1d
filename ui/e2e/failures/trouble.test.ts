/** The page that `npm start` shows while Eyepiece cannot start: axe, reach and both languages. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DESK, PHONE, Walk } from '../support/audit/walk.ts';
import { useBrowser } from '../support/browser.ts';

const browsers = useBrowser();
const dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-trouble-'));
let launcher: LauncherProcess;
let url: string;
let secret: string;

beforeAll(async () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{"cameraToken":"short"}', { mode: 0o600 });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  launcher = new LauncherProcess(dataDir, { HUB_PORT: String(port) });
  secret = await launcher.waitForOutput(/\/trouble#([\w-]{43})/);
});
afterAll(async () => {
  await launcher.end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

it.each([
  { device: 'desk', viewport: DESK[0]!, locale: 'en-GB', title: 'Eyepiece cannot start' },
  { device: 'phone', viewport: PHONE[0]!, locale: 'de-DE', title: 'Eyepiece kann nicht starten' },
] as const)('$device: what is wrong, and the last lines of the logs for administrators', async ({ device, title, ...window }) => {
  const { page } = await browsers.open(window);
  const states = new Walk(page, { name: device, device, themes: ['dark', 'light'] });
  await states.visit(url, [
    { name: 'trouble', path: '/library', there: '#what:not(:empty)' },
    { name: 'trouble-lines', path: `/trouble#${secret}`, there: '#log:not([hidden])' },
  ]);
  expect(states.found).toEqual({});
  expect(await page.locator('h1').textContent()).toBe(title);
});
