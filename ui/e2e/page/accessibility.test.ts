/** Runs axe on every view: no serious or critical violation. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Capture, CaptureSession, CreatedShare } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView } from '../support/visit.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const browsers = useBrowser();
const system = useSystem({ hub: { TLS: 'on', TLS_PORT: '0' } });
let axeSource: string;
let captures: Capture[];
let session: CaptureSession;

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: 'Slide 12', tags: ['colon'] });
  for (const label of ['Gland', 'Stroma', 'Edge']) await system.api('POST', '/cameras/bench-3/captures', { label, tags: ['tissue'] });
  captures = await system.captures();
  await system.api('DELETE', `/captures/${captures[2]!.id}`);
  await system.api('POST', `/sessions/${session.id}/notes`, { text: 'Gland **denser**, see https://example.org' });
});

/** The serious or critical violations in the light and the dark theme, one per line. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`:root[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    found.push(...(await violationsNow(page)).map((line) => `${colorScheme}: ${line}`));
  }
  return found;
}

/** Uses `evaluate`, because the page's policy forbids added scripts. */
async function violationsNow(page: Page): Promise<string[]> {
  await endTransitions(page);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run: (on: Document, options: RunOptions) => Promise<AxeResults> } };
    return axe.run(document, { resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}

/** In the middle of a transition, the colours of a control have another contrast. Later transitions take no time. */
async function endTransitions(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  });
}

/** The path of each view and the condition for "loaded". */
const views = (): [path: string, ready: (page: Page) => Promise<unknown>][] => [
  ['/', (page) => new LivePage(page).untilLive(true)],
  ['/wall', (page) => page.getByText('Bench 3').first().waitFor()],
  ['/library', (page) => page.getByTestId('library-item').first().waitFor()],
  [`/library/${captures[0]!.id}`, (page) => page.getByTestId('detail-label').waitFor()],
  [`/compare?ids=${captures[0]!.id},${captures[1]!.id}`, (page) => page.getByRole('img').first().waitFor()],
  ['/trash', (page) => page.getByRole('heading', { name: 'Trash' }).waitFor()],
  ['/sessions', (page) => page.getByTestId('session-row').waitFor()],
  [`/sessions/${session.id}`, (page) => page.getByRole('article').waitFor()],
  ['/storage', (page) => page.getByTestId('free-space').waitFor()],
  ['/diagnostics', (page) => page.getByTestId('diagnostics-brief').waitFor()],
  ['/users', (page) => page.getByText(ADMIN.email).waitFor()],
  ['/trust', (page) => page.getByTestId('trust-fingerprint').waitFor()],
  ['/account', (page) => page.getByRole('heading', { name: 'Password' }).waitFor()],
];

it.each([DESK, PHONE])('$width × $height: no view has a serious or critical violation', async (viewport) => {
  const { page } = await browsers.open({ viewport });
  await page.goto(system.url);
  await page.getByTestId('email').waitFor();
  const found: Record<string, string[]> = { 'sign-in': await violations(page) };
  const live = new LivePage(page);
  await live.signIn(system.url, ADMIN);
  // Navigating at once would abort the sign-in.
  await live.untilLive(true);
  for (const [path, ready] of views()) {
    await page.goto(system.url + path);
    await ready(page);
    found[path] = await violations(page);
  }
  expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
});

it('no dialog or panel has one either', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  const found: Record<string, string[]> = {};
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
  found['help'] = await violations(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share a link' }).click();
  await page.getByRole('dialog', { name: 'Share a link' }).getByRole('button', { name: 'Create the link' }).click();
  await page.getByTestId('share-url').waitFor();
  found['share'] = await violations(page);
  await page.goto(`${system.url}/storage`);
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByRole('button', { name: 'Empty the trash…' }).click();
  await page.getByRole('dialog').waitFor();
  found['storage'] = await violations(page);
  expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
});

it('shows the chosen theme before any script of the page has run, and follows the system otherwise', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme']);
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto(`${system.url}/account`);
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(theme, SOON).toBe('light');
  const light = await ground();
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload({ waitUntil: 'domcontentloaded' });
  expect([await theme(), await ground()]).toEqual(['light', light]);
  await page.unroute('**/assets/*.js');
  await page.reload();
  await page.getByRole('radio', { name: 'As the system' }).click();
  await expect.poll(theme, SOON).toBe('dark');
  await expect.poll(ground, SOON).not.toBe(light);
});

it('no guest page has one', async () => {
  const { url } = await system.api<CreatedShare>('POST', '/shares', { kind: 'session', sessionId: session.id });
  const { page } = await browsers.open();
  await page.goto(url);
  await page.getByTestId('guest-name').fill('Dr. Weber');
  const entry = await violations(page);
  await page.getByRole('button', { name: 'Join' }).click();
  await new LivePage(page).untilLive(true);
  await expect.poll(() => page.getByTestId('session-capture').count(), SOON).toBe(2);
  expect({ entry, inside: await violations(page) }).toEqual({ entry: [], inside: [] });
});
