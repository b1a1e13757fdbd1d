/** A complete visit: sign in, live view, exposure, capture, library, download. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { baseName } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { openLiveView } from '../support/visit.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: '10' } });
let viewer: Person;

beforeAll(async () => {
  viewer = await system.addPerson('viewer', 'Vera');
});

const atTheLiveView = (person: Person) => openLiveView(browsers, system, person);

it('rejects a wrong password with a message, then signs in and shows advancing pictures', async () => {
  const { page } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(system.url, { ...ADMIN, password: 'not the password' });
  await page.getByTestId('sign-in-error').waitFor();
  await live.signIn(system.url, ADMIN);
  await live.expectAdvancing();
  await page.getByTestId('status-pill').getByText(/^LIVE/).waitFor();
  await expect.poll(() => page.getByTestId('stat-fps').textContent(), SOON).toMatch(/^[1-9][\d.]* \/ 10 fps$/);
});

it('changes the brightness of the picture with the exposure', async () => {
  const { live } = await atTheLiveView(ADMIN);
  await live.setExposure('4');
  await live.expectAdvancing();
  const dark = await live.brightness();
  let bright = Number.NaN;
  await live.setExposure('12');
  await expect.poll(async () => (bright = await live.brightness()), SOON).toBeGreaterThan(dark * 1.3);
  await live.setExposure('4');
  await expect.poll(() => live.brightness(), SOON).toBeLessThan(bright / 1.3);
  await live.setExposure('8');
});

it('reverts an exposure outside the range of the camera, and shows the reason', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  await live.exposure.fill('9000');
  await live.exposure.press('Enter');
  await page.getByText(/2000/).first().waitFor();
  await expect.poll(() => live.exposure.getAttribute('aria-invalid'), SOON).toBe('true');
  await live.expectExposure(8);
});

it('shows a new capture to all viewers at once, and downloads the stored bytes', async () => {
  const ana = await atTheLiveView(ADMIN);
  const vera = await atTheLiveView(viewer);
  await ana.live.snap();
  await vera.live.strip.first().locator('img').waitFor();
  await expect.poll(() => vera.live.strip.first().locator('img').evaluate(isDrawn), SOON).toBe(true);
  const firstId = await vera.live.strip.first().getAttribute('data-capture-id');

  await ana.live.snap(() => ana.page.keyboard.press('c'));
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
  expect(download.suggestedFilename()).toBe(baseName(row.name));
  const bytes = await readFile(await download.path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256);
  expect(bytes.byteLength).toBe(row.sizeBytes);
  expect([...ana.pageErrors, ...vera.pageErrors]).toEqual([]);
});

it('deletes with undo', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  const before = new Set(await captureIds());
  await live.snap();
  await expect.poll(captureIds, SOON).toHaveLength(before.size + 1);
  const id = (await captureIds()).find((one) => !before.has(one))!;
  await page.goto(`${system.url}/library/${id}`);
  await page.getByTestId('delete').click();
  // Under the mouse, the notice stays.
  await page.getByTestId('undo').hover();
  await expect.poll(captureIds, SOON).not.toContain(id);
  await page.getByTestId('undo').click();
  await expect.poll(captureIds, SOON).toContain(id);
  await page.goto(`${system.url}/library`);
  await page.locator(`[data-testid=library-item][data-capture-id="${id}"]`).waitFor();
});

it('a viewer sees the settings disabled, with the reason', async () => {
  const { page, live } = await atTheLiveView(viewer);
  await expect.poll(() => live.capture.isDisabled(), SOON).toBe(true);
  await expect.poll(() => live.exposure.isDisabled(), SOON).toBe(true);
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
  let frozen = await live.middle();
  // A picture that was being drawn may still appear.
  const unchanged = async (): Promise<boolean> => {
    const before = frozen;
    frozen = await live.middle();
    return frozen.equals(before);
  };
  await expect.poll(unchanged, SOON).toBe(true);
  const age = await page.getByTestId('stat-age').textContent();
  await expect.poll(() => page.getByTestId('stat-age').textContent(), SOON).not.toBe(age);
  expect(frozen.equals(await live.middle())).toBe(true);
  await expect.poll(() => live.capture.textContent(), SOON).toContain('Capture live');
  await expect.poll(() => live.capture.getAttribute('title'), SOON).toContain('the frozen one is not saved');
  await page.keyboard.press('Space');
  await live.expectAdvancing();
  await expect.poll(() => live.capture.textContent(), SOON).not.toContain('live');

  const before = (await system.captures()).length;
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('');
  await page.keyboard.type('cfg 1');
  await expect.poll(() => page.getByRole('textbox', { name: 'Label' }).inputValue(), SOON).toBe('cfg 1');
  await live.untilLive(true);
  expect(await system.captures()).toHaveLength(before);
});

async function captureIds(): Promise<string[]> {
  return (await system.captures()).map(({ id }) => id);
}

function isDrawn(image: Element): boolean {
  return image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
}
