/** A complete visit: sign in, live view, exposure, capture, library, download. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage, openLiveView } from '../support/live-page.ts';
import { ADMIN, System, type Person } from '../support/system.ts';

const browsers = useBrowser();
let system: System;
let viewer: Person;

beforeAll(async () => {
  system = await System.start();
  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3', SIMULATOR_FPS: '30' });
  viewer = await system.addPerson('viewer', 'Vera');
});
afterAll(() => system.close());

const atTheLiveView = (person: Person) => openLiveView(browsers, system.url, person);

it('rejects a wrong password with a message, then signs in and shows advancing pictures', async () => {
  const { page } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(system.url, { ...ADMIN, password: 'not the password' });
  await page.getByTestId('sign-in-error').waitFor();
  await live.signIn(system.url, ADMIN);
  await live.expectAdvancing();
  await page.getByTestId('status-pill').getByText('LIVE', { exact: true }).waitFor();
  await expect.poll(() => page.getByTestId('stat-fps').textContent(), SOON).toMatch(/^[1-9][\d.]* \/ 30 fps$/);
});

it('changes the brightness of the picture with the exposure', async () => {
  const { live } = await atTheLiveView(ADMIN);
  await live.setExposure('4');
  await live.expectAdvancing();
  const dark = await live.brightness();
  await live.setExposure('12');
  await expect.poll(async () => (await live.brightness()).mean, SOON).toBeGreaterThan(dark.mean * 1.3);
  const bright = await live.brightness();
  await live.setExposure('4');
  await expect.poll(async () => (await live.brightness()).mean, SOON).toBeLessThan(bright.mean / 1.3);
  await live.setExposure('8');
});

it('reverts an exposure outside the range of the camera, and shows the reason', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  await live.exposure.fill('9000');
  await live.exposure.press('Enter');
  await page.getByText(/2000/).first().waitFor();
  expect(await live.exposure.getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByTestId('actual-exposure').textContent()).toMatch(/actual 8\.?0* ms/);
});

it('shows a new capture to all viewers at once, and downloads the stored bytes', async () => {
  const ana = await atTheLiveView(ADMIN);
  const vera = await atTheLiveView(viewer);
  await ana.live.capture.click();
  await vera.live.strip.first().locator('img').waitFor();
  await expect.poll(() => vera.live.strip.first().locator('img').evaluate(isDrawn), SOON).toBe(true);
  const firstId = await vera.live.strip.first().getAttribute('data-capture-id');

  await expect.poll(() => ana.live.capture.isEnabled(), SOON).toBe(true);
  await ana.page.keyboard.press('c');
  await expect.poll(() => vera.live.strip.count(), SOON).toBe(2);
  const id = (await vera.live.strip.first().getAttribute('data-capture-id'))!;
  expect(id).not.toBe(firstId);

  await ana.page.reload();
  await ana.live.untilLive(true);
  await ana.page.getByRole('link', { name: 'Library' }).click();
  await ana.page.locator(`[data-testid=library-item][data-capture-id="${id}"]`).click();
  await ana.page.waitForURL(`**/library/${id}`);
  const row = (await system.captures()).find((capture) => capture.id === id)!;
  const [download] = await Promise.all([ana.page.waitForEvent('download'), ana.page.getByTestId('detail-download').click()]);
  expect(download.suggestedFilename()).toBe(row.filename);
  const bytes = await readFile(await download.path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256);
  expect(bytes.byteLength).toBe(row.sizeBytes);
  expect([...ana.pageErrors, ...vera.pageErrors]).toEqual([]);
});

it('deletes with undo', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  await live.capture.click();
  await live.strip.first().waitFor();
  const id = (await live.strip.first().getAttribute('data-capture-id'))!;
  await page.goto(`${system.url}/library/${id}`);
  await page.getByTestId('delete').click();
  await page.getByTestId('undo').waitFor();
  expect((await system.captures()).map((capture) => capture.id)).not.toContain(id);
  await page.getByTestId('undo').click();
  await expect.poll(async () => (await system.captures()).map((capture) => capture.id), SOON).toContain(id);
  await page.goto(`${system.url}/library`);
  await page.locator(`[data-testid=library-item][data-capture-id="${id}"]`).waitFor();
});

it('a viewer sees the settings disabled, with the reason', async () => {
  const { page, live } = await atTheLiveView(viewer);
  expect(await live.capture.isDisabled()).toBe(true);
  expect(await live.exposure.isDisabled()).toBe(true);
  await page.getByText('Your role (viewer) cannot capture; it needs contributor or above.').waitFor();
  await page.getByText('Your role (viewer) cannot change camera settings; it needs operator or above.').waitFor();
  const before = (await system.captures()).length;
  await page.keyboard.press('c');
  await page.getByText('Your role (viewer) cannot capture; it needs contributor or above.').nth(1).waitFor();
  expect(await system.captures()).toHaveLength(before);
  expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
});

it('freezes and resumes with Space, and ignores shortcuts while typing', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  await page.keyboard.press('Space');
  await page.getByTestId('status-pill').getByText('FROZEN').waitFor();
  await live.untilLive(false);
  const frozen = await live.middle();
  await expect.poll(() => page.getByTestId('stat-age').textContent(), SOON).not.toBe(await page.getByTestId('stat-age').textContent());
  expect(frozen.equals(await live.middle())).toBe(true);
  expect(await live.capture.textContent()).toContain('Capture live');
  expect(await live.capture.getAttribute('title')).toContain('the frozen one is not saved');
  await page.keyboard.press('Space');
  await live.expectAdvancing();
  expect(await live.capture.textContent()).not.toContain('live');

  const before = (await system.captures()).length;
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('');
  await page.keyboard.type('cfg 1');
  expect(await page.getByRole('textbox', { name: 'Label' }).inputValue()).toBe('cfg 1');
  await live.untilLive(true);
  expect(await system.captures()).toHaveLength(before);
});

function isDrawn(image: Element): boolean {
  return image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
}
