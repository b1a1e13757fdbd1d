/**
 * Every view at the sizes of a desktop, a small laptop and a phone.
 * SCREENSHOTS_DIR=folder stores a screenshot of each for inspection.
 */
import type { CaptureSession } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { openLiveView, visit } from '../support/visit.ts';
import { expectFocusVisible } from '../support/audit/page-audit.ts';
import { SIZES, look, store } from '../support/audit/screenshots.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const PHONE_UP_TO_PX = 640;
const LABELS = [
  'Slide 12, gland',
  'Slide 12, stroma',
  undefined,
  'Slide 11, overview at low magnification before staining',
  undefined,
  'Edge',
];
const NOTES = [
  'Gland at the left looks **denser** than on slide 11.\n\n- goblet cells in the middle\n- stroma pale',
  'Stained again with 1:200.',
];
const browsers = useBrowser();
const system = useSystem();
let ben: Person;
let session: CaptureSession;

beforeAll(async () => {
  ben = await system.addPerson('operator', 'Ben');
  await system.addPerson('viewer', 'Vera');
  session = await system.api<CaptureSession>('POST', '/sessions', {
    cameraId: 'bench-3',
    title: 'Tissue sections, slide 12',
    tags: ['colon'],
  });
  for (const label of LABELS) await system.api('POST', '/cameras/bench-3/captures', label === undefined ? {} : { label, tags: ['tissue'] });
  for (const text of NOTES) await system.api('POST', `/sessions/${session.id}/notes`, { text });
});

/** Waits until every visible picture has loaded. */
async function untilPicturesShown(page: Page): Promise<void> {
  await expect
    .poll(() => page.locator('img').evaluateAll((images) => images.filter((one) => !(one as HTMLImageElement).complete).length), SOON)
    .toBe(0);
}

it.each(SIZES)('$width × $height: no overflow, no console errors', async (size) => {
  const { page, pageErrors, hosts } = await browsers.open({ viewport: size, hasTouch: size.width <= PHONE_UP_TO_PX });
  const live = new LivePage(page);
  await page.goto(system.url);
  await page.getByTestId('email').waitFor();
  await look(page, 'sign-in');
  await live.signIn(system.url, ADMIN);
  await live.expectAdvancing();
  await expect.poll(() => live.strip.count(), SOON).toBe(LABELS.length);
  await untilPicturesShown(page);
  await look(page, 'live');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
  await look(page, 'help');
  await page.goto(`${system.url}/library`);
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(LABELS.length);
  await untilPicturesShown(page);
  await look(page, 'library');
  await page.getByTestId('library-item').last().click();
  await page.getByTestId('detail-download').waitFor();
  await untilPicturesShown(page);
  await look(page, 'detail');
  await page.goto(`${system.url}/users`);
  await page.getByText(ben.email).waitFor();
  await look(page, 'users');
  await page.goto(`${system.url}/account`);
  await page.getByRole('heading', { name: 'Password' }).waitFor();
  await look(page, 'account');
  await page.goto(`${system.url}/sessions`);
  await page.getByTestId('session-row').waitFor();
  await look(page, 'sessions');
  await page.getByTestId('session-row').click();
  await page.getByRole('article').last().waitFor();
  await untilPicturesShown(page);
  await look(page, 'session');
  await page.goto(`${system.url}/storage`);
  await page.getByTestId('free-space').waitFor();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await look(page, 'storage');
  expect(pageErrors).toEqual([]);
  expect([...hosts]).toEqual([new URL(system.url).host]);
});

it.each(SIZES)('$width × $height: creates and opens a shared link without overflow', async (size) => {
  const window = { viewport: size, hasTouch: size.width <= PHONE_UP_TO_PX };
  const { page } = await visit(browsers, system, ADMIN, `/sessions/${session.id}`, window);
  await page.getByRole('article').first().waitFor();
  if (size.width <= PHONE_UP_TO_PX) {
    await page.getByRole('button', { name: 'Session details' }).click();
    await look(page, 'session-details');
  }
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Create the link' }).click();
  const url = await page.getByTestId('share-url').inputValue();
  await look(page, 'share');
  const { page: guest } = await browsers.open(window);
  await guest.goto(url);
  await guest.getByTestId('guest-name').fill('Dr. Weber');
  await look(guest, 'guest-entry');
  await guest.getByRole('button', { name: 'Join' }).click();
  await new LivePage(guest).untilLive(true);
  await untilPicturesShown(guest);
  await look(guest, 'guest');
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
  expect(pageErrors).toEqual([]);
  expect([...hosts]).toEqual([new URL(system.url).host]);
});
