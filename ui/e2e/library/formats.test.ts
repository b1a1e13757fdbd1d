/** Captures in formats that browsers cannot show: shown as a rendition, edited, and downloaded unchanged. */
import { readFile } from 'node:fs/promises';
import { baseName } from '@eyepiece/shared-types';
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { openLiveView, visit } from '../support/visit.ts';
import { ADMIN, BRISK } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const NPY_SIGNATURE = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK } });

it.each([
  { format: 'ome-tiff', name: 'OME-TIFF', signature: [0x49, 0x49] },
  { format: 'raw', name: 'Raw', signature: NPY_SIGNATURE },
])('$format: selected by name, averaged, shown as a rendition, downloaded unchanged', async ({ format, name, signature }) => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  await page.getByTestId('format').click();
  await page.getByRole('radio', { name: new RegExp(`^${name}`) }).click();
  await page.getByTestId('format').getByText(name).waitFor();
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByRole('textbox', { name: 'Average' }).fill('300');
  await page.getByText('Average: a whole number from 2 to 256').first().waitFor();
  await page.getByRole('textbox', { name: 'Average' }).fill('4');
  await page.keyboard.press('Escape');
  await page.getByText(/mean of 4/).waitFor();
  const before = (await system.captures()).length;
  await live.snap();
  await expect.poll(() => live.strip.count(), SOON).toBe(before + 1);
  const [row] = await system.captures();
  expect(row).toMatchObject({ format, average: 4 });

  const thumbnail = live.strip.first().locator('img');
  await expect
    .poll(() => thumbnail.evaluateAll((images) => images.some((image) => (image as HTMLImageElement).naturalWidth > 0)), SOON)
    .toBe(true);
  await live.strip.first().click();
  await page.locator('[data-testid=picture][data-shown=true]').waitFor();
  if (format === 'raw') await page.getByText(/^This is the preview of raw samples/).waitFor();
  await expectDrawn(page.getByRole('group', { name: /Zoom/ }).locator('img'));
  await expect.poll(() => page.locator('dt:text-is("Average") + dd').textContent(), SOON).toMatch(/^\s*4\s*frames\s*$/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('detail-download').click()]);
  const bytes = await readFile(await download.path());
  expect(download.suggestedFilename()).toBe(baseName(row!.name));
  expect([...bytes.subarray(0, signature.length)]).toEqual(signature);
});

it('shows a picture of 12 bits linearly first, and marks auto contrast', async () => {
  const { id } = await system.api<{ id: string }>('POST', '/cameras/bench-3/captures', { format: 'ome-tiff' });
  const { page } = await visit(browsers, system, ADMIN, `/library/${id}`);
  const picture = page.getByRole('group', { name: /Zoom/ }).locator('img');
  const panel = page.getByTestId('window-panel');
  const [auto, full] = [panel.getByRole('button', { name: 'auto' }), panel.getByRole('button', { name: 'full' })];
  const mark = panel.getByTestId('auto-contrast');
  const stretched = (): Promise<boolean> =>
    picture.evaluateAll((images) => images.some((image) => (image as HTMLImageElement).src.includes('white=')));
  const expectLinear = async (): Promise<void> => {
    await expectDrawn(picture);
    const state = async () => [await full.getAttribute('aria-pressed'), await mark.count(), await stretched()];
    await expect.poll(state, SOON).toEqual(['true', 0, false]);
  };
  await expectLinear();
  await auto.and(page.locator(':enabled')).click();
  await mark.getByText('auto contrast').waitFor();
  await expect.poll(stretched, SOON).toBe(true);
  await page.reload();
  await expectLinear();
});

/** A rendition that the hub cannot make may arrive some time after the file. */
async function expectDrawn(image: Locator): Promise<void> {
  const widths = (): Promise<number[]> => image.evaluateAll((images) => images.map((one) => (one as HTMLImageElement).naturalWidth));
  await expect.poll(async () => (await widths()).some((width) => width > 0), SOON).toBe(true);
}
