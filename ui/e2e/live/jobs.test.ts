/** Bursts, time-lapses and clips: started, followed, ended and opened. */
import type { Capture } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { openLiveView } from '../support/visit.ts';
import { ADMIN, BRISK, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const BURST = 5;
const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK } });
let viewer: Person;

beforeAll(async () => {
  viewer = await system.addPerson('viewer', 'Vera');
});

const atTheLiveView = (person: Person) => openLiveView(browsers, system, person);

/** Configures a time-lapse of this many pictures and starts it. */
async function startTimelapse(page: Page, everySeconds: string, pictures: string): Promise<void> {
  await page.getByTestId('timelapse').click();
  const setup = page.getByTestId('job-setup');
  await setup.getByLabel('Every', { exact: true }).fill(everySeconds);
  await setup.getByLabel('Every, unit').selectOption('s');
  await setup.getByLabel('After a number of pictures').check();
  await setup.getByLabel('Pictures', { exact: true }).fill(pictures);
  await setup
    .getByTestId('job-estimate')
    .getByText(/ of .+ free/)
    .waitFor();
  await setup.getByTestId('job-start').click();
}

/** The page takes the first press back after 6 s. */
async function cancelTimelapse(page: Page): Promise<void> {
  const confirmed = async (): Promise<boolean> => {
    await page.getByTestId('job-cancel').click();
    return page
      .getByTestId('job-cancel-confirm')
      .click({ timeout: 5000 })
      .then(
        () => true,
        () => false,
      );
  };
  await expect.poll(confirmed, SOON).toBe(true);
}

async function taken(page: Page): Promise<number> {
  return Number.parseInt((await page.getByTestId('job-progress').textContent()) ?? '');
}

async function capturesOf(jobId: string | null): Promise<Capture[]> {
  return (await system.captures()).filter((capture) => capture.jobId === jobId);
}

it('takes a burst: its pictures appear in the strip as one, and the library can filter by it', async () => {
  const { page, live, pageErrors } = await atTheLiveView(ADMIN);
  await page.getByTestId('burst-setup').click();
  const setup = page.getByTestId('job-setup');
  await setup.getByLabel('Pictures').fill('1');
  await setup.getByText('Pictures: a whole number from 2 to 1000').waitFor();
  await expect.poll(() => setup.getByTestId('job-start').isDisabled(), SOON).toBe(true);
  await setup.getByLabel('Pictures').fill(String(BURST));
  await setup
    .getByTestId('job-estimate')
    .getByText(/ of .+ free/)
    .waitFor();
  await setup.getByTestId('job-start').click();
  await page.getByTestId('job-result').getByText(`Burst finished: ${BURST} pictures`).waitFor();
  await expect.poll(() => live.strip.allInnerTexts(), SOON).toEqual([expect.stringContaining(`×${BURST}`)]);

  await live.snap();
  await expect.poll(() => live.strip.count(), SOON).toBe(2);
  await page.getByTestId('job-result').getByRole('link', { name: 'Show' }).click();
  await page.waitForURL('**/library?job=*');
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(BURST);
  await page.getByRole('button', { name: 'Clear filter Job' }).click();
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(BURST + 1);
  expect(pageErrors).toEqual([]);
});

it('follows a time-lapse, shows it again after a reload, and cancels it on the second press', async () => {
  const { page, pageErrors } = await atTheLiveView(ADMIN);
  const vera = await atTheLiveView(viewer);
  await startTimelapse(page, '1', '900');
  const strip = page.getByTestId('job-strip');
  await strip.getByText('Time-lapse').waitFor();
  const id = await strip.getAttribute('data-job-id');
  await expect.poll(() => taken(page), SOON).toBeGreaterThanOrEqual(2);
  await strip.getByText(/next in 0:0\d|taking a picture/).waitFor();
  await expect.poll(() => vera.page.getByTestId('job-strip').getAttribute('data-job-id'), SOON).toBe(id);
  await expect.poll(() => vera.page.getByTestId('job-cancel').isDisabled(), SOON).toBe(true);

  await page.reload();
  await expect.poll(() => strip.getAttribute('data-job-id'), SOON).toBe(id);
  let atReload = Number.NaN;
  await expect.poll(async () => (atReload = await taken(page)), SOON).toBeGreaterThanOrEqual(2);
  await expect.poll(() => taken(page), SOON).toBeGreaterThan(atReload);
  await cancelTimelapse(page);
  await page
    .getByTestId('job-result')
    .getByText(/^Time-lapse cancelled: \d+ of 900 pictures/)
    .waitFor();
  await vera.page.getByTestId('job-result').getByText('Time-lapse cancelled').waitFor();
  const kept = Number(/: (\d+) of/.exec((await page.getByTestId('job-result').textContent()) ?? '')?.[1]);
  await expect.poll(async () => (await capturesOf(id)).length, SOON).toBe(kept);
  await page.getByTestId('burst').waitFor();
  expect([...pageErrors, ...vera.pageErrors]).toEqual([]);
});

it('completes a time-lapse, and dismisses its result permanently', async () => {
  const { page } = await atTheLiveView(ADMIN);
  await startTimelapse(page, '2', '3');
  const result = page.getByTestId('job-result');
  await result.getByText(/^Time-lapse finished: /).waitFor();
  expect(await result.textContent()).toMatch(/finished: (3 pictures|[12] of 3 pictures .*missed)/);
  await result.getByRole('button', { name: 'Dismiss the result' }).click();
  await result.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('burst').and(page.locator(':enabled')).waitFor();
  await expect.poll(() => result.count(), SOON).toBe(0);
});

it('starts and stops a clip with R, and plays it', async () => {
  const { page, live } = await atTheLiveView(ADMIN);
  await page.getByTestId('record').and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('r');
  const strip = page.getByTestId('job-strip');
  await strip.getByText('Recording').waitFor();
  await strip.getByText(/^[0-4]:(0[2-9]|[1-5]\d) of 5:00$/).waitFor();
  const id = await strip.getAttribute('data-job-id');
  await page.keyboard.press('r');
  await page.getByTestId('job-result').getByText('Clip recorded').waitFor();
  await expect.poll(async () => (await capturesOf(id)).map(({ format }) => format), SOON).toEqual(['mp4']);
  await expect.poll(() => live.strip.first().locator('img').evaluate(isDrawn), SOON).toBe(true);
  await page.getByTestId('job-result').getByRole('link', { name: 'Show' }).click();
  await page.getByTestId('library-item').first().click();
  const video = page.getByTestId('clip');
  await video.waitFor();
  const read = (): Promise<{ duration: number; at: number; width: number }> =>
    video.evaluate((element: HTMLVideoElement) => ({ duration: element.duration, at: element.currentTime, width: element.videoWidth }));
  const [row] = await capturesOf(id);
  await expect.poll(async () => (await read()).duration, SOON).toBeGreaterThan((row!.clip!.durationMs / 1000) * 0.7);
  await expect.poll(async () => (await read()).width, SOON).toBe(row!.width);
  expect(row!.clip!.durationMs).toBeGreaterThan(500);
  await video.evaluate((element: HTMLVideoElement) => element.play());
  await expect.poll(async () => (await read()).at, SOON).toBeGreaterThan(0.3);
});

function isDrawn(image: Element): boolean {
  return image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
}
