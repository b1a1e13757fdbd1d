/** A microscope and a folder of slides on one hub: the picker lists both and shows the selected one. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Job } from '@eyepiece/shared-types';
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
  await startSlides('twin', 'Twin box at the north window', TWIN);
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

it('keeps the dialog, the frozen picture and the job of one camera away from the other', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/live/bench-3');
  const live = new LivePage(page);
  await live.expectAdvancing();
  const select = async (name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^(Bench 3|Slide box|Twin box.*)$/ }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const { id } = await system.api<Job>('POST', '/cameras/bench-3/jobs', { kind: 'timelapse', count: 50, everyMs: 60_000 });
  await page.getByTestId('job-strip').waitFor();
  await page.getByTestId('start-session').getByRole('button').click();
  const dialog = page.getByRole('dialog', { name: 'Start a session' });
  await dialog.getByLabel('Title').fill('For Bench 3 alone');
  await page
    .getByRole('toolbar', { name: 'Picture' })
    .getByRole('button', { name: /^Freeze/ })
    .click();
  const frozen = page.getByText('Space resumes');
  await frozen.waitFor();

  await select(/Slide box/);
  for (const gone of [dialog, frozen, page.getByTestId('job-strip')]) await gone.waitFor({ state: 'detached' });
  await live.expectAdvancing();
  await expect.poll(() => live.color(), SOON).toEqual(nearly(SLIDE.background));
  await page.getByTestId('burst').and(page.locator(':enabled')).waitFor();

  await select(/Bench 3/);
  await page.locator(`[data-testid=job-strip][data-job-id="${id}"]`).waitFor();
  await live.expectAdvancing();
  expect(await dialog.count()).toBe(0);
  await system.api('POST', `/jobs/${id}/cancel`);
  expect(pageErrors).toEqual([]);
});

it.each([
  { width: 1024, height: 768, share: 1 },
  { width: 390, height: 844, share: 0.4 },
])('shows at $width px as much of a long name as there is room for', async ({ share, ...viewport }) => {
  const { page } = await visit(browsers, system, ADMIN, '/live/twin', { viewport });
  await new LivePage(page).untilLive(true);
  const visible = (): Promise<number> => page.locator('header h1').evaluate((title) => title.clientWidth / title.scrollWidth);
  await expect.poll(visible, SOON).toBeGreaterThanOrEqual(share);
});

function nearly({ r, g, b }: { r: number; g: number; b: number }): object {
  const about = (value: number): unknown => expect.closeTo(value, -1);
  return { r: about(r), g: about(g), b: about(b) };
}
