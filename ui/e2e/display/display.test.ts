/** How one viewer looks at the live picture, against the real services. The test browser has no graphics processor. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN, BRISK } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, type LiveView } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK } });
const chip = '[data-testid=display-chip]';

/** Share of the pixels in the middle of the picture that are marked as sharp edges, %. */
async function marked(live: LivePage): Promise<number> {
  const { data, info } = await sharp(await live.onScreen())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let count = 0;
  for (let at = 0; at < data.length; at += info.channels) if (data[at]! > 200 && data[at + 1]! < 110 && data[at + 2]! < 110) count += 1;
  return (100 * count) / (info.width * info.height);
}

/** Mean saturation of the middle of the picture. */
async function colorfulness(live: LivePage): Promise<number> {
  const { channels } = await sharp(await live.onScreen()).stats();
  const means = channels.slice(0, 3).map(({ mean }) => mean);
  return Math.max(...means) - Math.min(...means);
}

const atLive = (): Promise<LiveView> => openLiveView(browsers, system, ADMIN);

async function openCard(page: Page): Promise<void> {
  await page.keyboard.press('d');
  await page.getByTestId('display-card').waitFor();
}

it('marks sharp edges for one viewer only, and returns to the plain picture with one click', async () => {
  const [ana, other] = [await atLive(), await atLive()];
  await ana.page.keyboard.press('k');
  await expect.poll(() => ana.page.locator(chip).textContent(), SOON).toContain('Peaking');
  await expect.poll(() => marked(ana.live), SOON).toBeGreaterThan(0.2);
  await ana.live.expectAdvancing();
  expect(await other.page.locator(chip).count()).toBe(0);
  expect(await marked(other.live)).toBeLessThan(0.1);

  await ana.page.locator(chip).click();
  await expect.poll(() => marked(ana.live), SOON).toBeLessThan(0.1);
  expect(await ana.page.locator(chip).count()).toBe(0);
  expect([...ana.pageErrors, ...other.pageErrors]).toEqual([]);
});

it('keeps colours and filters over a reload, also where the picture is frozen', async () => {
  const { page, live, pageErrors } = await atLive();
  await page.getByTestId('display').click();
  const card = page.getByTestId('display-card');
  await card.getByRole('radio', { name: 'Grey' }).check();
  await expect.poll(() => colorfulness(live), SOON).toBeLessThan(1);
  await card.getByTestId('display-add').selectOption('edges');
  await card.getByTestId('display-step').waitFor();
  await expect.poll(() => page.locator(chip).textContent(), SOON).toContain('False colour: Grey · Filter: Edges');
  await page.keyboard.press('Escape');

  await page.reload();
  await live.expectAdvancing();
  await expect.poll(() => page.locator(chip).textContent(), SOON).toContain('False colour: Grey · Filter: Edges');
  await expect.poll(() => colorfulness(live), SOON).toBeLessThan(1);

  await page.keyboard.press(' ');
  await page.locator('[data-testid=viewport][data-status=frozen]').waitFor();
  await openCard(page);
  await card.getByRole('radio', { name: 'Fire' }).check();
  await expect.poll(() => colorfulness(live), SOON).toBeGreaterThan(3);
  await card.getByRole('button', { name: 'Plain picture' }).click();
  await page.locator(chip).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.keyboard.press(' ');
  await live.expectAdvancing();
  expect(pageErrors).toEqual([]);
});

it('shows the values of the plain picture, and captures it', async () => {
  const { page, live, pageErrors } = await atLive();
  await openCard(page);
  await page.getByTestId('display-card').getByRole('radio', { name: 'Inverted' }).check();
  await page.getByTestId('display-add').selectOption('threshold');
  await page.keyboard.press('Escape');
  await page.locator(chip).waitFor();
  // The altered picture is black and white: only the plain one has values between.
  const box = (await live.viewport.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const readout = live.viewport.locator('.picture-note', { hasText: /^x \d+ y \d+/ });
  const values = async (): Promise<number[]> =>
    [...((await readout.textContent()) ?? '').matchAll(/[RGB] (\d+)/g)].map(([, value]) => Number(value));
  await expect.poll(async () => (await values()).some((value) => value > 5 && value < 250), SOON).toBe(true);
  await live.snap();
  await live.strip.first().waitFor();
  const [capture] = await system.captures();
  const file = await page.evaluate(
    async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())],
    `/api/v1/captures/${capture!.id}/thumbnail`,
  );
  const { channels } = await sharp(Uint8Array.from(file)).stats();
  expect(channels.some(({ mean }) => mean > 20 && mean < 235)).toBe(true);
  expect(new Set(await sharp(Uint8Array.from(file)).greyscale().raw().toBuffer()).size).toBeGreaterThan(20);
  expect(pageErrors).toEqual([]);
});

it('has its own choice in each tab, and stops in a hidden one', async () => {
  const { page, live } = await atLive();
  await page.keyboard.press('k');
  await page.locator(chip).waitFor();
  const second = await page.context().newPage();
  await second.goto(page.url());
  const other = new LivePage(second);
  await other.expectAdvancing();
  await second.locator(chip).waitFor();
  await second.locator(chip).click();
  await second.locator(chip).waitFor({ state: 'detached' });
  expect(await page.locator(chip).count()).toBe(1);
  await page.bringToFront();
  await live.expectAdvancing();
  await expect.poll(() => marked(live), SOON).toBeGreaterThan(0.2);
});
