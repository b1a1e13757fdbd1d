/** A display without keyboard and mouse: the picture alone, which comes back by itself; and what the tab's title says. */
import type { CreatedShare } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN, System } from '../support/system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const CAMERA = 'bench-3';
const browsers = useBrowser();
let system: System;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera(CAMERA);
});
afterAll(() => system.close());

it('shows the picture without controls, and again after the hub was away', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/?kiosk');
  const live = new LivePage(page);
  await live.expectAdvancing();
  await page.getByTestId('kiosk-camera').waitFor();
  expect(await page.locator('header, nav, footer').count()).toBe(0);
  expect(await page.locator('button:visible').count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('?');
  await page.keyboard.press('Tab');
  expect(await page.locator('[role=dialog]').count()).toBe(0);
  expect(await page.getByTestId('kiosk').evaluate((kiosk) => getComputedStyle(kiosk).cursor)).toBe('none');
  expect(pageErrors).toEqual([]);
  await system.killHub();
  await live.untilLive(false);
  await expect.poll(() => page.title(), SOON).toMatch(/^NOT LIVE/);
  await system.restartHub();
  await live.expectAdvancing();
  await expect.poll(() => page.title(), SOON).toMatch(/^Live/);
});

it('shows the wall without controls', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/wall?kiosk');
  await page.locator('[data-testid=wall-tile][data-live=true]').waitFor(SOON);
  expect(await page.locator('header, nav, footer, button').count()).toBe(0);
  // Keys of the wall do nothing.
  const captures = (await system.captures()).length;
  await page.keyboard.press('c');
  await page.keyboard.press('s');
  expect(await page.getByRole('checkbox').count()).toBe(0);
  const [wall, tiles] = await Promise.all([page.locator('main').boundingBox(), page.locator('main ul').boundingBox()]);
  expect([wall!.width, tiles!.width]).toEqual([page.viewportSize()!.width, page.viewportSize()!.width]);
  expect((await system.captures()).length).toBe(captures);
});

it('joins by its share link without anybody, and says when the link has ended', async () => {
  const share = await system.api<CreatedShare>('POST', '/shares', { kind: 'live', cameraId: CAMERA });
  const { page } = await browsers.open();
  const link = new URL(share.url, system.url);
  await page.goto(`${system.url}${link.pathname}?kiosk=Lobby${link.hash}`);
  await new LivePage(page).expectAdvancing();
  const present = await system.api<{ shares: { id: string; uses: number }[] }>('GET', '/shares');
  expect(present.shares.find(({ id }) => id === share.id)?.uses).toBe(1);
  await page.reload();
  await new LivePage(page).expectAdvancing();
  await system.api('DELETE', `/shares/${share.id}`);
  await page.getByText('This link no longer works').waitFor(SOON);
});

it('says in the title of the tab and on the picture that a clip is recorded', async () => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  await live.expectAdvancing();
  await page.keyboard.press('r');
  await page.getByTestId('recording-chip').waitFor(SOON);
  await expect.poll(() => page.title(), SOON).toMatch(/^● REC/);
  await page.getByRole('link', { name: 'Library' }).first().click();
  await expect.poll(() => page.title(), SOON).toBe('● REC · Library · Eyepiece');
  await page.goBack();
  await page.keyboard.press('r');
  await expect.poll(() => page.title(), SOON).toBe('Live · Eyepiece');
});
