/** The page of `eyepiece-harness serve`: a run from its start to its report, with a server that sends markup as texts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSTILE } from '@eyepiece/harness/reports/sample/hostile-run';
import { PageServer } from '@eyepiece/harness/serve/page-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { SOON, useBrowser } from '../support/browser.ts';

const CHARTS = 4;
const EVENT = '<img src=x onerror="globalThis.attacked = true">';
const browsers = useBrowser();
let folder = '';
let server: PageServer;
const target = createServer();
const sockets = new WebSocketServer({ server: target });
let talking: NodeJS.Timeout;

/** There is a viewer: the expectation fails. */
const scenario = (url: string, duration: string): string => `
duration: ${duration}
target: { url: '${url}' }
crowds: [{ name: chat, protocol: websocket }]
expect:
  - connected: { max: 0 }
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-serve-'));
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  const url = `ws://127.0.0.1:${(target.address() as AddressInfo).port}`;
  talking = setInterval(() => {
    for (const socket of sockets.clients) socket.send(JSON.stringify({ type: EVENT, text: HOSTILE }));
  }, 100);
  await writeFile(join(folder, 'long.yaml'), scenario(url, '60m'));
  await writeFile(join(folder, 'short.yaml'), scenario(url, '3s'));
  await writeFile(join(folder, 'broken.yaml'), 'duration: never\n');
  const reports = join(folder, 'reports');
  server = await PageServer.start({ folder, reports, keep: 5, host: '127.0.0.1', port: 0, env: {} });
});
afterAll(async () => {
  await server.close();
  clearInterval(talking);
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  target.close();
  await rm(folder, { recursive: true });
});

it('shows a run while it goes on in two tabs, its messages and what is wrong with a file', async () => {
  const { page, context, pageErrors, hosts } = await browsers.open();
  context.setDefaultTimeout(SOON.timeout);
  await page.goto(server.url);
  await page.getByRole('button', { name: 'broken.yaml' }).click();
  await page.getByText('broken.yaml:1: duration:').waitFor();
  await page.getByRole('button', { name: 'long.yaml' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => page.locator('.chart canvas').count(), SOON).toBe(CHARTS);
  await page.getByText('1 of 1', { exact: true }).waitFor();
  const other = await context.newPage();
  await other.goto(`${new URL(server.url).origin}/#run`);
  await expect.poll(() => other.locator('.chart canvas').count(), SOON).toBe(CHARTS);
  await page.bringToFront();
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('cell', { name: 'attacker.example' }).first().waitFor();
  await page.getByRole('searchbox').fill('no message has this');
  await page.getByText('No message matches.').waitFor();
  await page.getByRole('searchbox').fill('ATTACKER');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(', paused').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export JSON lines' }).click();
  expect((await download).suggestedFilename()).toBe('messages.jsonl');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('stopped on the page').first().waitFor();
  await other.bringToFront();
  await other.getByText('stopped on the page').first().waitFor();
  expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
  expect({ pageErrors, hosts: [...hosts] }).toEqual({ pageErrors: [], hosts: [new URL(server.url).host] });
});

it('shows the failed expectation, and opens the report, without a script of the server', async () => {
  const { page, context, pageErrors } = await browsers.open();
  context.setDefaultTimeout(SOON.timeout);
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Scenarios' }).click();
  await page.getByRole('button', { name: 'short.yaml' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: 'Failed expectations' }).waitFor();
  expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
  const opening = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Open the report' }).click();
  const report = await opening;
  await report.bringToFront();
  await expect.poll(() => report.locator('.chart canvas').count(), SOON).toBe(CHARTS);
  expect(await report.evaluate(() => 'attacked' in globalThis)).toBe(false);
  await page.bringToFront();
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('row', { name: 'short Failed' }).first().waitFor();
  expect(pageErrors).toEqual([]);
});
