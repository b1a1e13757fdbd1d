/** A microscope and a folder of slides on one hub: the picker lists both and shows the selected one. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const SLIDE = { width: 640, height: 480, background: { r: 20, g: 200, b: 60 } };

const TWIN = { ...SLIDE, background: { r: 200, g: 40, b: 160 } };

const browsers = useBrowser();
const system = useSystem({ hub: { DEFAULT_CAMERA: 'bench-3' } });

beforeAll(async () => {
  await startSlides('slides', 'Slide box', SLIDE);
  await startSlides('twin', 'Twin box', TWIN);
});

/** A camera service that shows one plain colour. */
async function startSlides(id: string, name: string, slide: typeof SLIDE): Promise<void> {
  const folder = join(system.folder, `pictures-${id}`);
  await mkdir(folder);
  for (const file of ['a.png', 'b.png']) await sharp({ create: { ...slide, channels: 3 } }).toFile(join(folder, file));
  await system.startCamera(id, { CAMERA_NAME: name, CAMERA_DRIVER: 'replay', REPLAY_SOURCE: folder, REPLAY_FPS: '2' });
}

it('switches from one camera to the other and back', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN);
  const live = new LivePage(page);
  await live.expectAdvancing();
  const picker = page.getByRole('button', { name: /Bench 3|Slide box/ });
  await picker.click();
  await expect.poll(() => page.getByRole('menuitem').allTextContents(), SOON).toHaveLength(3);
  await page.getByRole('menuitem', { name: /Slide box/ }).click();
  await expect.poll(() => picker.textContent(), SOON).toContain('Slide box');
  await live.expectAdvancing();
  await expect.poll(() => live.color(), SOON).toEqual(nearly(SLIDE.background));

  await page.reload();
  await live.expectAdvancing();
  await expect.poll(() => picker.textContent(), SOON).toContain('Slide box');

  await live.snap();
  await live.strip.first().waitFor();
  expect((await system.captures())[0]).toMatchObject({ cameraId: 'slides', width: SLIDE.width, height: SLIDE.height });

  await picker.click();
  await page.getByRole('menuitem', { name: /Bench 3/ }).click();
  await live.expectAdvancing();
  await expect.poll(() => live.color(), SOON).not.toEqual(nearly(SLIDE.background));
  expect(pageErrors).toEqual([]);
});

it('shows each of two cameras whose pictures have the same size, in both directions', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN);
  const live = new LivePage(page);
  const picker = page.getByRole('button', { name: /Bench 3|Slide box|Twin box/ });
  for (const [name, { background }] of [
    ['Slide box', SLIDE],
    ['Twin box', TWIN],
    ['Slide box', SLIDE],
  ] as const) {
    await picker.click();
    await page.getByRole('menuitem', { name: new RegExp(name) }).click();
    await expect.poll(() => picker.textContent(), SOON).toContain(name);
    await expect.poll(() => live.color(), SOON).toEqual(nearly(background));
    await page.getByText('Waiting for the first picture…').waitFor({ state: 'detached' });
  }
  expect(pageErrors).toEqual([]);
});

function nearly({ r, g, b }: { r: number; g: number; b: number }): object {
  const about = (value: number): unknown => expect.closeTo(value, -1);
  return { r: about(r), g: about(g), b: about(b) };
}
