/** Samples of 16 bits on a page: their values, and the window of one viewer. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraState, CaptureReply } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { look } from '../../support/audit/screenshots.ts';
import { SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { ADMIN } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';
import { visit } from '../../support/visit.ts';

const SIZE = { width: 320, height: 240 };
/** Of a sample. All of them are in a fifth of the range. */
const valueAt = (x: number, y: number): number => 20_000 + 40 * x + y;
/** A change of the level that a viewer sees, of 255. */
const VISIBLE = 10;

const browsers = useBrowser();
const system = useSystem({ camera: { CAMERA_VIDEO: 'off' } });

beforeAll(async () => {
  const folder = join(system.folder, 'deep-pictures');
  await mkdir(folder);
  const values = Uint16Array.from({ length: SIZE.width * SIZE.height }, (_, at) => valueAt(at % SIZE.width, Math.floor(at / SIZE.width)));
  for (const file of ['a.png', 'b.png'])
    await sharp(values, { raw: { ...SIZE, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(join(folder, file));
  await system.startCamera('slides', { CAMERA_NAME: 'Slides', CAMERA_DRIVER: 'replay', REPLAY_SOURCE: folder, REPLAY_FPS: '3', CAMERA_VIDEO: 'off' }); // prettier-ignore
});

async function openSlides(): Promise<{ page: Page; live: LivePage; pageErrors: string[] }> {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/live/slides');
  const live = new LivePage(page);
  await live.expectAdvancing();
  return { page, live, pageErrors };
}

async function chooseSamples(page: Page): Promise<void> {
  await page.getByTestId('picture-menu').click();
  await page.getByRole('menuitem', { name: /^16 bit/ }).click();
  await page.locator('[data-testid=viewport][data-picture=samples]').waitFor(SOON);
}

/** The level of a pixel in the middle of the canvas. */
const level = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=viewport] canvas');
    const probe = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!canvas || !probe) throw new Error('there is no picture');
    probe.drawImage(canvas, canvas.width / 2, canvas.height / 2, 1, 1, 0, 0, 1, 1);
    return probe.getImageData(0, 0, 1, 1).data[1] ?? 0;
  });

it('shows values that equal those of a captured file, and follows the window of this viewer without another frame', async () => {
  const other = await openSlides();
  const { page, live, pageErrors } = await openSlides();
  await expect.poll(async () => (await system.api<CameraState>('GET', '/cameras/slides')).samples, SOON).toMatchObject({ bits: 16 });
  await chooseSamples(page);
  await live.expectAdvancing();
  await expect.poll(() => page.getByTestId('picture-menu').textContent(), SOON).toMatch(/^16 bit \d/);

  const box = await live.viewport.boundingBox();
  await page.mouse.move(box!.x + box!.width * 0.4, box!.y + box!.height * 0.45);
  await page.getByTestId('sample-value').waitFor(SOON);
  const [x = -1, y = -1, value = -1] = (await page.locator('.picture-note:has([data-testid=sample-value]) b').allTextContents()).map(
    Number,
  );
  expect(value).toBe(valueAt(x, y));
  const { capture } = await system.api<CaptureReply>('POST', '/cameras/slides/captures', { format: 'raw' });
  const file = await page.request.get(`${system.url}/api/v1/captures/${capture.id}/file`);
  const captured = await file.body();
  // NumPy's format: a header, whose length is at byte 8, and the samples.
  expect(captured.readUInt16LE(10 + captured.readUInt16LE(8) + 2 * (y * SIZE.width + x))).toBe(value);

  await page.keyboard.press('Space');
  await page.getByText('Frozen', { exact: false }).first().waitFor(SOON);
  const seq = await live.seq();
  const automatic = await level(page);
  await page.getByTestId('sample-chip').click();
  await look(page, 'sample-window');
  await page.getByTestId('sample-window').getByRole('button', { name: 'full' }).click();
  await expect.poll(async () => Math.abs((await level(page)) - automatic), SOON).toBeGreaterThan(VISIBLE);
  await page.getByTestId('sample-window').getByRole('spinbutton', { name: 'white' }).fill('30000');
  await page.getByTestId('sample-window').getByRole('spinbutton', { name: 'white' }).press('Enter');
  await expect.poll(() => page.getByTestId('sample-chip').textContent(), SOON).toBe('16 bit · 0 to 30000');
  await expect.poll(() => level(page), SOON).toBeGreaterThan(150);
  expect(seq).toBeGreaterThan(0);

  expect(await other.live.viewport.getAttribute('data-picture')).toBe('exact');
  await page.reload();
  await page.locator('[data-testid=viewport][data-picture=samples]').waitFor(SOON);
  await expect.poll(() => page.getByTestId('sample-chip').textContent(), SOON).toBe('16 bit · 0 to 30000');
  // The preview of a raw capture arrives a moment after it.
  expect([...pageErrors, ...other.pageErrors].filter((text) => !/404 .*\/thumbnail/.test(text))).toEqual([]);
});

it('is not offered by a camera of 8 bits', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/live/bench-3');
  await new LivePage(page).expectAdvancing();
  expect(await page.getByTestId('picture-menu').count()).toBe(0);
  await page.getByTestId('picture-kind').waitFor();
});
