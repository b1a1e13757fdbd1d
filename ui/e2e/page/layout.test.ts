/** The share of the picture, the marks of the keyboard focus, and the page about the HTTP API. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { openLiveView, visit } from '../support/visit.ts';
import { expectFocusVisible } from '../support/audit/page-audit.ts';
import { SIZES, store } from '../support/audit/screenshots.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const browsers = useBrowser();
const system = useSystem();
let ben: Person;

beforeAll(async () => {
  ben = await system.addPerson('operator', 'Ben');
  await system.api('POST', '/cameras/bench-3/captures', { label: 'Slide 12, gland', tags: ['tissue'] });
});

it('gives the picture at least its planned share, and all but the bars when the panel is closed', async () => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  const share = async (): Promise<number> => {
    const { width, height } = (await live.viewport.boundingBox())!;
    return (width * height) / (SIZES[0]!.width * SIZES[0]!.height);
  };
  // Header 48, rail 56, panel 316, capture bar 104 and status bar 28 px leave 59.3 % of this window.
  await page.getByTestId('section-histogram').waitFor();
  expect(await share()).toBeGreaterThanOrEqual(0.593);
  await page.getByRole('button', { name: 'Hide the camera settings' }).click();
  await expect.poll(share, SOON).toBeGreaterThanOrEqual(0.65);
});

it('shows a whole capture, the number of watchers and every place in a phone in landscape', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/', { viewport: { width: 844, height: 390 } });
  await page.getByTestId('capture-item').first().waitFor();
  const bottom = async (selector: string): Promise<number> => {
    const { y, height } = (await page.locator(selector).first().boundingBox())!;
    return y + height;
  };
  const footer = (await page.locator('footer').boundingBox())!;
  await expect.poll(() => bottom('[data-testid=capture-item]'), SOON).toBeLessThanOrEqual(footer.y);
  const isCut = (): Promise<boolean> => page.locator('footer > div').evaluate((bar) => bar.scrollWidth > bar.clientWidth);
  await page.getByTestId('watching').waitFor();
  await expect.poll(isCut, SOON).toBe(false);
  expect(await page.locator('nav').evaluate((rail) => rail.scrollHeight - rail.clientHeight)).toBeLessThanOrEqual(0);
});

it.each([
  ['/', (page: Page) => page.getByTestId('section-histogram')],
  ['/library', (page: Page) => page.getByTestId('library-item').first()],
  ['/storage', (page: Page) => page.getByTestId('free-space')],
  ['/users', (page: Page) => page.getByText(ben.email)],
  ['/account', (page: Page) => page.getByRole('heading', { name: 'Password' })],
] as const)('%s marks the keyboard focus', async (path, lastLoaded) => {
  const { page } = await visit(browsers, system, ADMIN, path);
  await lastLoaded(page).waitFor();
  await expectFocusVisible(page, 14);
});

it('/docs lists the API calls, loads from this hub only, and obeys the content security policy', async () => {
  const { page, pageErrors, hosts } = await browsers.open();
  await page.goto(`${system.url}/docs`);
  await expect.poll(() => page.locator('.opblock').count(), SOON).toBeGreaterThan(20);
  await page.locator('.opblock', { hasText: '/api/v1/auth/login' }).first().click();
  await page.locator('.opblock-body').first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await store(page, 'docs');
  const brightness = (): Promise<number> =>
    page.evaluate(() =>
      Number(/\d+/.exec(getComputedStyle(document.querySelector('#swagger-ui')!.firstElementChild!).backgroundColor)?.[0]),
    );
  expect(await brightness()).toBeLessThan(60);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => page.evaluate(() => document.documentElement.classList.contains('dark-mode')), SOON).toBe(false);
  expect(pageErrors).toEqual([]);
  expect([...hosts]).toEqual([new URL(system.url).host]);
});
