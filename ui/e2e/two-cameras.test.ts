/** A microscope and a folder of slides on one hub: the picker names both, and shows the one that is chosen. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from './browser.ts';
import { LivePage } from './live-page.ts';
import { ADMIN, System } from './system.ts';

const SLIDE = { width: 640, height: 480, background: { r: 20, g: 200, b: 60 } };

const browsers = useBrowser();
let system: System;

beforeAll(async () => {
  system = await System.start({ DEFAULT_CAMERA: 'bench-3' });
  const slides = join(system.folder, 'slides');
  await mkdir(slides);
  for (const name of ['a.png', 'b.png']) await sharp({ create: { ...SLIDE, channels: 3 } }).toFile(join(slides, name));
  await system.startCamera('bench-3', { CAMERA_NAME: 'Bench 3' });
  await system.startCamera('slides', { CAMERA_NAME: 'Slide box', CAMERA_DRIVER: 'replay', REPLAY_SOURCE: slides, REPLAY_FPS: '10' });
});
afterAll(() => system.close());

it('switches from one camera to the other and back', async () => {
  const { page, complaints } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(system.url, ADMIN);
  await live.expectAdvancing();
  const picker = page.getByRole('button', { name: /Bench 3|Slide box/ });
  await picker.click();
  await expect.poll(() => page.getByRole('menuitem').allTextContents(), SOON).toHaveLength(2);
  await page.getByRole('menuitem', { name: /Slide box/ }).click();
  await expect.poll(() => picker.textContent(), SOON).toContain('Slide box');
  await live.expectAdvancing();
  await expect.poll(() => live.color(), SOON).toEqual(nearly(SLIDE.background));

  await page.reload();
  await live.expectAdvancing();
  expect(await picker.textContent()).toContain('Slide box');

  await live.capture.click();
  await live.strip.first().waitFor();
  expect((await system.captures())[0]).toMatchObject({ cameraId: 'slides', width: SLIDE.width, height: SLIDE.height });

  await picker.click();
  await page.getByRole('menuitem', { name: /Bench 3/ }).click();
  await live.expectAdvancing();
  await expect.poll(() => live.color(), SOON).not.toEqual(nearly(SLIDE.background));
  expect(complaints).toEqual([]);
});

function nearly({ r, g, b }: { r: number; g: number; b: number }): object {
  const about = (value: number): unknown => expect.closeTo(value, -1);
  return { r: about(r), g: about(g), b: about(b) };
}
