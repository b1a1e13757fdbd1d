/** What the page shows when a service dies or hangs during a live view, and that it recovers without user action. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { openLiveView } from '../support/visit.ts';
import { ADMIN, System } from '../support/system.ts';

const CAMERA = 'bench-3';
/**
 * The page reacts to a closed connection, or to a picture older than a second. On a slow machine this takes seconds;
 * the timeout of the transport, which would end the wait as well, takes 45 s.
 */
const SHOWN_WITHIN_MS = 25_000;
/** Long enough to sign in and fill in a field on a slow machine. */
const SESSION_HOURS = 0.015;
/** A specimen has contrast; an empty or uniformly grey canvas has none. */
const LEAST_SPREAD = 4;

const browsers = useBrowser();
let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera(CAMERA);
});
afterAll(() => system.close());

/** A live view whose document is marked, so that a reload is detected. */
async function watching(): Promise<{ page: Page; live: LivePage }> {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  await live.expectAdvancing();
  await markDocument(page);
  return { page, live };
}

async function markDocument(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''));
}

async function expectNotReloaded(page: Page): Promise<void> {
  expect(await page.locator('html[data-same-document]').count()).toBe(1);
}

it('camera service killed: shown soon, last picture kept, recovers without user action', async () => {
  const { page, live } = await watching();
  await system.camera(CAMERA).kill();
  await live.banner.getByText('Camera service down').waitFor({ timeout: SHOWN_WITHIN_MS });
  await live.untilLive(false);
  await live.banner.getByText(/last frame \d\d:\d\d:\d\d, \d+ s ago/).waitFor();
  expect(await live.contrastOnScreen()).toBeGreaterThan(LEAST_SPREAD);
  await page.getByTestId('status-pill').getByText('NOT LIVE').waitFor();
  await expect.poll(() => page.getByTestId('stat-fps').textContent(), SOON).toContain('—');
  await expect.poll(() => live.capture.isDisabled(), SOON).toBe(true);
  await expect.poll(() => live.exposure.isDisabled(), SOON).toBe(true);

  await system.startCamera(CAMERA);
  await live.expectAdvancing();
  await live.banner.waitFor({ state: 'detached' });
  await expect.poll(() => live.capture.isEnabled(), SOON).toBe(true);
  await expectNotReloaded(page);
});

it('hub killed: "Reconnecting…" is shown soon, live again after it restarts', async () => {
  const { page, live } = await watching();
  await system.killHub();
  await live.banner.getByText(/Reconnecting…/).waitFor({ timeout: SHOWN_WITHIN_MS });
  await live.untilLive(false);
  expect(await live.contrastOnScreen()).toBeGreaterThan(LEAST_SPREAD);
  await expect.poll(() => live.exposure.isDisabled(), SOON).toBe(true);

  await system.restartHub();
  await live.expectAdvancing();
  await live.banner.waitFor({ state: 'detached' });
  await expectNotReloaded(page);
});

it('shows a hung camera service as not live, and recovers when it continues', async () => {
  const { page, live } = await watching();
  const service = system.camera(CAMERA);
  service.suspend();
  try {
    await live.untilLive(false, SHOWN_WITHIN_MS);
    await live.banner.waitFor();
    expect(await live.contrastOnScreen()).toBeGreaterThan(LEAST_SPREAD);
    // The hub gives up a silent service after 30 s.
    await live.banner.getByText('Camera service down').waitFor({ timeout: 30_000 + SOON.timeout });
  } finally {
    service.resume();
  }
  await live.expectAdvancing();
  await expectNotReloaded(page);
});

it('session expired: signs in on the same page and keeps the text in its fields', async () => {
  await system.restartHub({ SESSION_HOURS: String(SESSION_HOURS) });
  try {
    const { page } = await browsers.open();
    const live = new LivePage(page);
    await live.signIn(system.url, ADMIN);
    await live.untilLive(true);
    await markDocument(page);
    await page.getByRole('button', { name: 'Label' }).click();
    await page.getByRole('textbox', { name: 'Label' }).fill('Slide 12, gland');
    await page.keyboard.press('Escape');
    const url = page.url();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor({ timeout: SESSION_HOURS * 3_600_000 + SOON.timeout });
    expect(await dialog.getByTestId('email').inputValue()).toBe(ADMIN.email);
    await dialog.getByTestId('password').fill(ADMIN.password);
    await dialog.getByTestId('sign-in').click();
    await dialog.waitFor({ state: 'detached' });
    await live.expectAdvancing();
    expect(page.url()).toBe(url);
    await page.getByText('Slide 12, gland').waitFor();
    await expectNotReloaded(page);
  } finally {
    await system.restartHub();
  }
});
