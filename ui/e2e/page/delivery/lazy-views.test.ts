/** Views load on demand: what the page shows when one cannot be loaded, as after an update. Also the label of a simulator. */
import type { CameraState } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { openLiveView } from '../../support/visit.ts';
import { ADMIN, System } from '../../support/system.ts';

const browsers = useBrowser();
let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera('camera-1');
});
afterAll(() => system.close());

it('shows that a view could not be loaded, and opens it after a reload', async () => {
  const { page } = await browsers.open();
  const live = new LivePage(page);
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
  await live.signIn(system.url, ADMIN);
  await live.untilLive(true);
  expect(scripts.filter((path) => path.includes('LibraryView'))).toEqual([]);

  await page.route('**/assets/LibraryView-*', (route) => route.fulfill({ status: 404, body: 'Not Found' }));
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByText('This view could not be loaded').waitFor();
  await page.getByRole('button', { name: 'Reload the page' }).waitFor();
  await page.unroute('**/assets/LibraryView-*');
  await page.reload();
  await page
    .getByTestId('library-grid')
    .or(page.getByText(/no captures/i))
    .first()
    .waitFor();
});

it('requests the picture while the rest of the page still loads', async () => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/main-*.js', async (route) => {
    await released;
    await route.continue();
  });
  const viewers = async (): Promise<number> => (await system.api<CameraState>('GET', '/cameras/camera-1')).viewers;
  await page.goto('about:blank');
  await expect.poll(viewers, SOON).toBe(0);
  await page.goto(system.url, { waitUntil: 'commit' });
  await expect.poll(() => page.workers().length, SOON).toBe(1);
  await expect.poll(viewers, SOON).toBe(1);
  expect(await page.getByTestId('viewport').count()).toBe(0);
  release();
  await live.untilLive(true);
});

it('says that the page could not be loaded', async () => {
  const { page } = await browsers.open();
  await page.route('**/assets/main-*.js', (route) => route.fulfill({ status: 404, body: 'Not Found' }));
  await page.goto(system.url);
  await page.getByText('could not be loaded completely').waitFor();
});

it('serves compressed scripts', async () => {
  const { page } = await browsers.open();
  const encodings: (string | undefined)[] = [];
  page.on('response', (response) => {
    if (/\/assets\/(start|main)-.*\.js$/.test(response.url())) encodings.push(response.headers()['content-encoding']);
  });
  await page.goto(system.url);
  await page.getByTestId('email').waitFor();
  await expect.poll(() => encodings.length, SOON).toBeGreaterThan(0);
  expect(encodings.every((encoding) => encoding === 'br' || encoding === 'gzip')).toBe(true);
});

it('labels a simulated picture', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  await page.getByTestId('simulated-badge').getByText('SIMULATED').waitFor();
});
