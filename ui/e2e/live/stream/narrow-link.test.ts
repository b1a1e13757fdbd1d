/** A slow network: the page receives smaller pictures instead of late ones, says so, and reads pixels in exact ones. */
import { openLink, type Link } from '@eyepiece/harness/proxy/link';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { lookAtAllSizes } from '../../support/audit/screenshots.ts';
import { ADMIN, FULL, System } from '../../support/system.ts';

const browsers = useBrowser();
/** So few that a browser on a busy machine draws every full picture in time. */
const CAMERA = { CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: '5', SIMULATOR_SIZE: FULL };
/** Fast enough to load the page, too slow for full pictures: one takes much longer than a frame interval. */
const LINK = { bitsPerSecond: 2e6 };
let system: System;
let link: Link;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera('bench-3', CAMERA);
  link = await openLink(system.url, LINK);
});
afterAll(async () => {
  await link.close();
  await system.close();
});

it('shows that pictures are smaller, and why, and stays live', async () => {
  const { page, pageErrors } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(link.url, ADMIN);
  await live.untilLive(true);
  const chip = page.getByTestId('reduced-quality');
  await chip.waitFor();
  await expect.poll(() => chip.textContent(), SOON).toMatch(/^Reduced quality · \d+ px(, quality \d+)?$/);
  await lookAtAllSizes(page, 'live-jpeg-reduced');
  await chip.click();
  await page.getByText('captures are always full size').waitFor();
  await live.expectAdvancing();
  const snapshots: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/snapshot.jpg')) snapshots.push(request.url());
  });
  await page.keyboard.press('Escape');
  const box = (await live.viewport.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByText(/^x \d+ y \d+ +· R \d+ +G \d+ +B \d+ +· exact picture$/).waitFor();
  expect(snapshots.length).toBeGreaterThan(0);
  await chip.waitFor();
  await page.mouse.move(0, 0);
  const { page: wide } = await browsers.open();
  const atOnce = new LivePage(wide);
  await atOnce.signIn(system.url, ADMIN);
  await atOnce.expectAdvancing();
  await expect.poll(() => wide.getByTestId('reduced-quality').count(), SOON).toBe(0);
  expect(pageErrors).toEqual([]);
});
