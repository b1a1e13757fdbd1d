/** The HTML report of a scenario, opened from its file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeReports } from '@eyepiece/harness/reports/report-files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileRun } from '@eyepiece/harness/reports/sample/hostile-run';
import { sampleRun } from '@eyepiece/harness/reports/sample/sample-run';
import { SOON, useBrowser } from '../support/browser.ts';

const CHARTS = 6;
const browsers = useBrowser();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-report-'));
  await writeReports(sampleRun(), { report: join(folder, 'sample') }, () => undefined);
  await writeReports(hostileRun(), { report: join(folder, 'hostile') }, () => undefined);
});
afterAll(() => rm(folder, { recursive: true }));

const addressOf = (name: string): string => pathToFileURL(join(folder, name, 'report.html')).href;

it('draws its charts, and those of a connection, and loads nothing', async () => {
  const { page, pageErrors, hosts } = await browsers.open();
  await page.goto(addressOf('sample'));
  await expect.poll(() => page.locator('.chart canvas').count(), SOON).toBe(CHARTS);
  expect(await page.locator('h2').first().textContent()).toMatch(/^Failed expectations/);
  await page.getByText('Connections 5').click();
  await page.getByRole('button', { name: 'live#2' }).click();
  await page.getByRole('heading', { name: 'Frames per second: live#2' }).waitFor();
  expect(await page.locator('.chart canvas').count()).toBe(CHARTS);
  expect({ pageErrors, hosts: [...hosts] }).toEqual({ pageErrors: [], hosts: [''] });
});

it('runs no script of a server and loads nothing that it names', async () => {
  const { page, pageErrors, hosts } = await browsers.open();
  await page.goto(addressOf('hostile'));
  await expect.poll(() => page.locator('.chart canvas').count(), SOON).toBe(CHARTS);
  expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
  expect({ pageErrors, hosts: [...hosts] }).toEqual({ pageErrors: [], hosts: [''] });
});
