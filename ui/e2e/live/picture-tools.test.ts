/** Tools that place lines, areas and points on the live picture, against the real services. */
import type { CameraState, Roi } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import type { LivePage } from '../support/live-page.ts';
import { ADMIN, BRISK, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK } });
let viewer: Person;
let full: Roi;

beforeAll(async () => {
  viewer = await system.addPerson('viewer', 'Vera');
  full = (await settings()).roi;
});
beforeEach(async () => {
  await system.api('PUT', '/cameras/bench-3/settings', { roi: full });
});

const visit = (person: Person = ADMIN) => openLiveView(browsers, system, person);

async function settings(): Promise<CameraState['settings']> {
  const { cameras } = await system.api<{ cameras: CameraState[] }>('GET', '/cameras');
  return cameras[0]!.settings;
}

/** Between two points, given as fractions of the picture's stage. */
async function drag(page: Page, { viewport }: LivePage, from: [number, number], to: [number, number]): Promise<void> {
  const box = (await viewport.boundingBox())!;
  const place = ([x, y]: [number, number]): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place(to), { steps: 4 });
  await page.mouse.up();
}

async function chooseTool(page: Page, name: string): Promise<void> {
  await page.getByTestId('more-tools').click();
  await page.getByRole('menuitem', { name }).click();
}

const samples = async (page: Page): Promise<number> => Number(await page.getByTestId('profile').getAttribute('data-samples'));

it('plots the samples along a line, which follows the pointer and the keyboard', async () => {
  const { page, live, pageErrors } = await visit();
  await page.keyboard.press('l');
  await page.locator('[data-testid=profile-line-keys]:focus').waitFor(SOON);
  await drag(page, live, [0.4, 0.5], [0.6, 0.5]);
  await page.locator('[data-testid=profile] canvas').waitFor(SOON);
  const drawn = await samples(page);
  expect(drawn).toBeGreaterThan(50);
  await page.locator('[data-testid=profile-line-keys]').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => samples(page), SOON).toBeGreaterThan(drawn);
  const seq = await page.getByTestId('profile').getAttribute('data-seq');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByTestId('profile').getAttribute('data-seq'), SOON).not.toBe(seq);
  expect(Number(await page.getByTestId('profile-max-R').textContent())).toBeGreaterThan(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the values as CSV' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^profile-.*\.csv$/);
  await page.getByRole('button', { name: 'Remove the line' }).click();
  await page.getByTestId('section-profile').waitFor({ state: 'detached' });
  expect(pageErrors).toEqual([]);
});

it('measures a region for one viewer only', async () => {
  const [{ page, live }, other] = [await visit(), await visit(viewer)];
  await page.keyboard.press('b');
  await page.locator('[data-testid=measured-region-keys]:focus').waitFor(SOON);
  await drag(page, live, [0.4, 0.4], [0.5, 0.5]);
  await page.keyboard.press('Escape');
  await page.getByTestId('histogram-region').waitFor(SOON);
  const seq = () => page.getByTestId('histogram').getAttribute('data-seq');
  const before = await seq();
  await expect.poll(seq, SOON).not.toBe(before);
  expect(await other.page.getByTestId('histogram-region').count()).toBe(0);
  const theirs = () => other.page.getByTestId('histogram').getAttribute('data-seq');
  const theirBefore = await theirs();
  await expect.poll(theirs, SOON).not.toBe(theirBefore);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Measure the whole picture' }).click();
  await page.getByTestId('histogram-region').waitFor({ state: 'detached' });
});

/** Of the hint in the bar of the tool; 0 while it is hidden whole, because the bar has no room for it. */
function hintWidth(page: Page): Promise<number> {
  return page.getByTestId('placing-text').evaluate((hint) => {
    const [own, line] = [hint, hint.parentElement!].map((element) => element.getBoundingClientRect()) as [DOMRect, DOMRect];
    return own.top < line.bottom - 1 ? own.width : 0;
  });
}

it('sets the region that is drawn, in steps of the camera; the whole sensor is a preset', async () => {
  const { page, live } = await visit();
  await chooseTool(page, 'Draw the camera region');
  await page.getByTestId('camera-region-keys').waitFor(SOON);
  await drag(page, live, [0.4, 0.4], [0.6, 0.6]);
  const text = await page.getByTestId('placing-text').textContent();
  await page.getByTestId('apply-region').click();
  await page.getByTestId('camera-region').waitFor({ state: 'detached' });
  const { roi } = await settings();
  expect(text).toBe(`${roi.width} × ${roi.height} at ${roi.left}, ${roi.top} px`);
  expect(roi.width).toBeLessThan(full.width);
  await live.expectAdvancing();
  await chooseTool(page, 'Draw the camera region');
  await page.setViewportSize({ width: 844, height: 390 });
  await expect.poll(() => hintWidth(page), SOON).toSatisfy((width: number) => width === 0 || width >= 80);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByTestId('region-presets').click();
  await page.getByRole('menuitem', { name: 'Whole sensor' }).click();
  await expect.poll(async () => (await settings()).roi, SOON).toEqual(full);
});

it('draws and sets a region by keyboard alone', async () => {
  const { page } = await visit();
  await chooseTool(page, 'Draw the camera region');
  await page.locator('[data-testid=camera-region-keys]:focus').waitFor(SOON);
  for (const key of ['ArrowLeft', 'ArrowUp', 'Control+ArrowLeft', 'Enter']) await page.keyboard.press(key);
  await expect.poll(async () => (await settings()).roi.width, SOON).toBeLessThan(full.width);
});

it('offers nothing that the role does not allow, with the reason', async () => {
  const { page } = await visit(viewer);
  await page.getByTestId('more-tools').click();
  for (const name of ['Draw the camera region', 'White balance from a point'])
    expect(await page.getByRole('menuitem', { name }).getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByRole('menuitem', { name: 'Line profile' }).getAttribute('aria-disabled')).not.toBe('true');
});

it('makes a picked point grey', async () => {
  const { page, live } = await visit();
  await live.setExposure('4');
  await system.api('PUT', '/cameras/bench-3/settings', { whiteBalance: { red: 2, green: 1, blue: 1 } });
  await chooseTool(page, 'White balance from a point');
  await page.getByTestId('white-point-keys').waitFor(SOON);
  const box = (await live.viewport.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByTestId('white-point').waitFor({ state: 'detached', ...SOON });
  expect((await settings()).whiteBalance?.red).not.toBe(2);
});

it('Enter closes an area that is being drawn', async () => {
  const { page, live } = await visit();
  await page.keyboard.press('m');
  await page.getByRole('button', { name: 'Area', exact: true }).click();
  const box = (await live.viewport.boundingBox())!;
  for (const [x, y] of [
    [0.4, 0.4],
    [0.6, 0.4],
    [0.5, 0.6],
  ] as const)
    // prettier-ignore
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await page.getByTestId('measure-keys').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('measurement').waitFor(SOON);
});
