/** The page as an installed application: over HTTPS only, and never with an old page. */
import { CHROMIUM_FLAGS } from '@eyepiece/harness/system/chromium-flags';
import { findChromium } from '@eyepiece/host/programs/chromium';
import type { Trust } from '@eyepiece/shared-types';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { SOON } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { ADMIN } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';

const system = useSystem({ hub: { TLS: 'on', TLS_PORT: '0', BASE_PATH: '/scope' } });
let browser: Browser;
let context: BrowserContext;
let page: Page;
let secureUrl: string;
let secureHubEnv: Record<string, string>;

beforeAll(async () => {
  // Service workers are refused by a browser that ignores a wrong certificate for pages only.
  const args = [...CHROMIUM_FLAGS, '--ignore-certificate-errors'];
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args });
  const { httpsPort } = await system.api<Trust>('GET', '/trust');
  secureUrl = `https://localhost:${String(httpsPort)}/scope/`;
  secureHubEnv = { TLS_PORT: String(httpsPort) };
});
afterAll(() => browser.close());
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-GB', ignoreHTTPSErrors: true });
  page = await context.newPage();
  page.setDefaultTimeout(SOON.timeout);
});
afterEach(() => context.close());

const registrations = (): Promise<number> => page.evaluate(() => navigator.serviceWorker.getRegistrations().then(({ length }) => length));

it('registers nothing over plain http', async () => {
  await new LivePage(page).signIn(`${system.url}/`, ADMIN);
  await new LivePage(page).untilLive(true);
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  expect(await registrations()).toBe(0);
});

it('can be installed: the manifest is complete and its icons have their sizes', async () => {
  await page.goto(secureUrl);
  await expect.poll(registrations, SOON).toBe(1);
  const devtools = await context.newCDPSession(page);
  const { url, errors, data = '' } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${secureUrl}manifest.webmanifest`);
  const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string; purpose?: string }[] };
  for (const { src, sizes } of icons.filter(({ sizes }) => sizes !== 'any')) {
    const natural = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, new URL(src, secureUrl).href);
    expect(natural).toBe(sizes);
  }
  expect(icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
});

it('keeps hashed files only, shows an own page while the hub is away, and then the present one by itself', async () => {
  const live = new LivePage(page);
  await live.signIn(secureUrl, ADMIN);
  await live.untilLive(true);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await live.untilLive(true);
  const isControlled = (): Promise<boolean> => page.evaluate(() => navigator.serviceWorker.controller !== null);
  await expect.poll(isControlled, SOON).toBe(true);
  const kept = await page.evaluate(async () => {
    const caches = globalThis.caches;
    const open = (await caches.keys()).map((name) => caches.open(name));
    const keys = await Promise.all((await Promise.all(open)).map((cache) => cache.keys()));
    return keys.flat().map(({ url }) => new URL(url).pathname);
  });
  const others = kept.filter((path) => !/^\/scope\/assets\/.+-[\w-]{8,}\.\w+$/.test(path));
  expect(others.toSorted()).toEqual(['/scope/icon.svg', '/scope/offline.html']);
  expect(kept.length).toBeGreaterThan(others.length);

  await system.killHub();
  await page.reload();
  await page.getByText('The hub cannot be reached').waitFor();
  expect(await page.title()).toBe('Eyepiece');
  await system.restartHub(secureHubEnv);
  await live.untilLive(true);
});
