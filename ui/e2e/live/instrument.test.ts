/** The camera as an instrument, against the real services: measurements, calibration and corrections. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CameraState, Capture, Job, Objective } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import type { LivePage } from '../support/live-page.ts';
import { openLiveView } from '../support/visit.ts';
import { ADMIN, BRISK, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const browsers = useBrowser();
const STEP = fileURLToPath(new URL('../../../camera-ws/examples/spots.py', import.meta.url));
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK, ANALYSIS_STEP: STEP, ANALYSIS_TIMEOUT: '60' } });
let viewer: Person;

beforeAll(async () => {
  viewer = await system.addPerson('viewer', 'Vera');
});

const atTheLiveView = (person: Person = ADMIN) => openLiveView(browsers, system, person);

async function figure(page: Page, testId: string): Promise<number> {
  return Number.parseFloat((await page.getByTestId(testId).textContent()) ?? '');
}

/** Waits for a figure above a limit, and returns it: later the page may show none for a moment. */
async function figureAbove(page: Page, testId: string, limit: number): Promise<number> {
  let last = Number.NaN;
  await expect.poll(async () => (last = await figure(page, testId)), SOON).toBeGreaterThan(limit);
  return last;
}

/** Drags with the left button between two points, given as fractions of the picture. */
async function dragOver(page: Page, live: LivePage, from: [number, number], to: [number, number]): Promise<number> {
  const box = (await live.viewport.boundingBox())!;
  const place = ([x, y]: [number, number]): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place(to), { steps: 5 });
  await page.mouse.up();
  return Math.hypot((to[0] - from[0]) * box.width, (to[1] - from[1]) * box.height);
}

it('shows a histogram that follows the exposure, and stops its requests when it is hidden', async () => {
  const { page, live, pageErrors } = await atTheLiveView();
  const mean = (): Promise<number> => figure(page, 'histogram-mean');
  await live.setExposure('8');
  const bright = await figureAbove(page, 'histogram-mean', 0);
  await page.locator('[data-testid=histogram] path.line').first().waitFor();
  await live.setExposure('4');
  await expect.poll(mean, SOON).toBeLessThan(bright / 1.3);
  await live.setExposure('8');
  await expect.poll(mean, SOON).toBeGreaterThan(bright * 0.9);
  await page.keyboard.press('h');
  await page.getByTestId('histogram').waitFor({ state: 'detached' });
  await page.keyboard.press('h');
  await page.getByTestId('histogram').waitFor();
  expect(pageErrors).toEqual([]);
});

it('shows a saturation warning, and marks the pixels on the picture', async () => {
  const { page, live } = await atTheLiveView();
  await live.setExposure('30');
  await page.getByTestId('saturation-warning').getByText('shorten the exposure').waitFor();
  const magenta = async (): Promise<number> => {
    const { data, info } = await sharp(await live.onScreen())
      .raw()
      .toBuffer({ resolveWithObject: true });
    let marked = 0;
    for (let at = 0; at < data.length; at += info.channels) if (data[at]! > 220 && data[at + 1]! < 60 && data[at + 2]! > 90) marked++;
    return marked;
  };
  expect(await magenta()).toBe(0);
  await page.keyboard.press('o');
  await expect.poll(magenta, SOON).toBeGreaterThan(1000);
  await expect.poll(() => page.getByTestId('over-exposure-share').textContent(), SOON).toMatch(/over-exposed (100|\d+\.\d+) %/);
  await page.keyboard.press('o');
  await expect.poll(magenta, SOON).toBe(0);
  await live.setExposure('8');
  await page.getByTestId('saturation-warning').waitFor({ state: 'detached' });
});

it('scores the sharpness higher in focus than out of it', async () => {
  const { page } = await atTheLiveView();
  await system.api('PUT', '/cameras/bench-3/settings', { focus: 0 });
  await figureAbove(page, 'focus-score', 0);
  await page.getByTestId('section-focus').getByRole('button', { name: 'reset' }).click();
  const sharpest = await figureAbove(page, 'focus-best', 0);
  await system.api('PUT', '/cameras/bench-3/settings', { focus: 20 });
  await expect.poll(() => figure(page, 'focus-score'), SOON).toBeLessThan(sharpest * 0.7);
  await expect.poll(() => figure(page, 'focus-best'), SOON).toBeGreaterThanOrEqual(sharpest);
  await system.api('PUT', '/cameras/bench-3/settings', { focus: 0 });
});

it('brightens the live picture for all viewers with the white point, also by keyboard, without changing captures', async () => {
  const { page, live } = await atTheLiveView();
  await live.setExposure('8');
  await live.expectAdvancing();
  const before = await live.brightness();
  // Waits until the handle no longer moves: the sections of the panel appear one after the other.
  await page.getByTestId('window-white').hover();
  await page.mouse.down();
  const plot = (await page.getByTestId('histogram').boundingBox())!;
  await page.mouse.move(plot.x + plot.width * 0.6, plot.y + plot.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => live.brightness(), SOON).toBeGreaterThan(before * 1.2);
  await page.getByTestId('window-note').getByText('live picture only').waitFor();
  const white = async (): Promise<number | undefined> =>
    (await system.api<CameraState>('GET', '/cameras/bench-3')).corrections?.display?.white;
  await expect.poll(white, SOON).toBeCloseTo(0.6, 1);

  await page.getByTestId('window-white').focus();
  await page.keyboard.press('End');
  await page.getByTestId('window-black').focus();
  for (let press = 0; press < 8; press++) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => live.brightness(), SOON).toBeLessThan(before * 0.8);
  await page.getByTestId('section-histogram').getByRole('button', { name: 'reset' }).click();
  await expect.poll(async () => Math.abs((await live.brightness()) / before - 1), SOON).toBeLessThan(0.1);
  await page.getByTestId('window-note').waitFor({ state: 'detached' });
});

it('shows the histogram to a viewer with disabled handles', async () => {
  const { page } = await atTheLiveView(viewer);
  await expect.poll(() => figure(page, 'histogram-mean'), SOON).toBeGreaterThan(0);
  await expect.poll(() => page.getByTestId('window-white').getAttribute('aria-disabled'), SOON).toBe('true');
  await page.getByTestId('section-corrections').getByRole('button', { name: 'Corrections' }).click();
  await expect.poll(() => page.getByTestId('correction-dark').getByRole('button', { name: 'Take' }).isDisabled(), SOON).toBe(true);
});

it('calibrates an objective with a line, which the scale bar and a measurement then match', async () => {
  const { page, live, pageErrors } = await atTheLiveView();
  await page.getByTestId('scale-unknown').click();
  await page.getByTestId('objective-add').click();
  await page.getByTestId('objective-umPerPixel').fill('wide');
  await page.getByTestId('objective-save').click();
  await page.getByText('µm per pixel is a number above 0').waitFor();
  await page.getByTestId('objective-umPerPixel').fill('');
  await page.getByTestId('objective-name').fill('20× air');
  await page.getByTestId('objective-magnification').fill('20');
  await page.getByTestId('objective-save').click();
  await page.getByTestId('objective-item').getByText('not calibrated').waitFor();
  await page.getByTestId('calibrate').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  const linePx = await dragOver(page, live, [0.3, 0.5], [0.7, 0.5]);
  await page.getByTestId('calibration-length').fill('100');
  await page.getByTestId('calibration-save').click();
  const bar = page.getByTestId('scale-bar');
  await bar.waitFor();
  const barPx = (await bar.locator('i').boundingBox())!.width;
  const barUm = Number(await bar.getAttribute('data-um'));
  expect(barUm / barPx).toBeCloseTo(100 / linePx, 2);
  await page.getByTestId('objective').getByText('20× air').waitFor();

  await page.keyboard.press('m');
  await dragOver(page, live, [0.4, 0.4], [0.6, 0.4]);
  await expect.poll(() => page.getByTestId('measurement').textContent(), SOON).toMatch(/^\s*50\.0 µm|^\s*49\.9 µm|^\s*50\.1 µm/);
  const [objective] = (await system.api<{ objectives: Objective[] }>('GET', '/cameras/bench-3/objectives')).objectives;
  const { sensor } = (await system.api<CameraState>('GET', '/cameras/bench-3')).capabilities;
  const box = (await live.viewport.boundingBox())!;
  const zoom = Math.min(box.width / sensor.width, box.height / sensor.height);
  expect(objective!.umPerPixel).toBeCloseTo(100 / (linePx / zoom), 3);

  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect
    .poll(async () => Number(await bar.getAttribute('data-um')) / (await bar.locator('i').boundingBox())!.width, SOON)
    .toBeCloseTo(objective!.umPerPixel!, 3);
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await expect.poll(() => page.getByTestId('guides').getAttribute('data-kind'), SOON).toBe('grid');
  await expect.poll(() => page.getByTestId('guides').getAttribute('data-step'), SOON).toMatch(/^[125]0* µm$/);
  expect(pageErrors).toEqual([]);
});

it('takes a dark frame, warns when it does not match, disables it and deletes it', async () => {
  const { page, live } = await atTheLiveView();
  await live.setExposure('8');
  await page.getByTestId('section-corrections').getByRole('button', { name: 'Corrections' }).click();
  const dark = page.getByTestId('correction-dark');
  await page.getByTestId('reference-frames').selectOption('4');
  await dark.getByRole('button', { name: 'Take' }).click();
  await page.locator('[data-testid=correction-dark][data-state=on]').waitFor();
  await dark.getByText(/^Taken today \d\d:\d\d, mean of 4 frames\.$/).waitFor();
  // The light was on during the dark frame, so that the corrected picture is almost black.
  await expect.poll(() => live.brightness(), SOON).toBeLessThan(60);

  await live.setExposure('12');
  await expect.poll(() => page.getByTestId('correction-mismatch').textContent(), SOON).toMatch(/^Not applied: .*exposure/i);
  await live.setExposure('8');
  await page.getByTestId('correction-mismatch').waitFor({ state: 'detached' });
  await dark.getByRole('button', { name: 'off' }).click();
  await page.locator('[data-testid=correction-dark][data-state=off]').waitFor();
  await expect.poll(() => live.brightness(), SOON).toBeGreaterThan(60);
  await dark.getByRole('button', { name: 'Delete the dark frame' }).click();
  await page.locator('[data-testid=correction-dark][data-state=none]').waitFor();
});

it('locks the settings while a job runs, and names the job', async () => {
  const { page, live } = await atTheLiveView();
  const { id } = await system.api<Job>('POST', '/cameras/bench-3/jobs', { kind: 'timelapse', count: 500, everyMs: 1000 });
  await expect
    .poll(() => page.getByTestId('settings-blocked').textContent(), SOON)
    .toMatch(/^Settings are locked by time-lapse \d+\/500\.$/);
  await expect.poll(() => live.exposure.isDisabled(), SOON).toBe(true);
  await system.api('POST', `/jobs/${id}/cancel`);
  await page.getByTestId('settings-blocked').waitFor({ state: 'detached' });
  await expect.poll(() => live.exposure.isDisabled(), SOON).toBe(false);
});

it('exports the settings to a file and imports them, with a notice about those of another camera', async () => {
  const { page, live } = await atTheLiveView();
  await live.setExposure('6');
  await page.getByTestId('section-device').getByRole('button', { name: 'Device' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('settings-export').click()]);
  const file = JSON.parse(await readFile(await download.path(), 'utf8')) as { settings: Record<string, unknown> };
  expect(file.settings['exposure']).toBeCloseTo(6, 1);
  await live.setExposure('8');
  const settings = { ...file.settings, warpFactor: 9 };
  await page
    .getByTestId('settings-import')
    .setInputFiles({ name: 'bench.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ ...file, settings })) });
  await page.getByText(/^Settings of bench\.json applied\. Left out: .*warpFactor/).waitFor();
  await live.expectExposure(6);
  await page.getByTestId('settings-import').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await page.getByText('notes.txt is not a settings file.').waitFor();
  await page.getByTestId('device-facts').getByText('Serial').waitFor();
  await live.setExposure('8');
});

it('shows waiting for a software trigger, not a fault, and exposes once per press', async () => {
  const { page, live } = await atTheLiveView();
  await live.expectAdvancing();
  await page.getByRole('button', { name: 'software', exact: true }).click();
  await page
    .getByTestId('waits-for-trigger')
    .getByText(/last frame .* ago|no picture yet/)
    .waitFor();
  await page.getByTestId('status-pill').getByText('WAITS FOR TRIGGER').waitFor();
  expect(await live.banner.count()).toBe(0);
  const before = await live.seq();
  await page.getByTestId('fire').click();
  await expect.poll(() => live.seq(), SOON).not.toBe(before);
  await page.getByRole('button', { name: 'free', exact: true }).click();
  await live.expectAdvancing();
});

it('saves settings in the camera and loads them from it', async () => {
  const { page, live } = await atTheLiveView();
  await live.setExposure('9');
  await page.getByTestId('section-device').getByRole('button', { name: 'Device' }).click();
  await page.getByTestId('memory-save').click();
  await page.getByText('Saved: the camera starts with these settings').waitFor();
  await live.setExposure('5');
  await page.getByTestId('memory-load-user').click();
  await page.getByText('Set to the settings saved in the camera.').waitFor();
  await live.expectExposure(9);
  await live.setExposure('8');
});

it("shows what the lab's own step finds, and keeps it with a capture", async () => {
  const { page, live, pageErrors } = await atTheLiveView();
  const shapes = page.getByTestId('lab-shapes');
  expect(await shapes.count()).toBe(0);
  await page.getByTestId('section-lab-step').getByRole('button').first().click();
  const numbers = page.getByTestId('lab-numbers');
  await expect.poll(() => numbers.textContent(), SOON).toContain('spots');
  await expect.poll(() => shapes.locator('.light rect').count(), SOON).toBeGreaterThan(0);
  await page.getByTestId('lab-mask').waitFor();
  await page.getByLabel('Show on the picture').uncheck();
  await shapes.waitFor({ state: 'detached' });
  // A step that has no processor in time leaves an error instead: then the next capture is asked.
  const stored = async (): Promise<string | undefined> => {
    await live.capture.click();
    const { captures } = await system.api<{ captures: Capture[] }>('GET', '/captures');
    return captures.flatMap(({ labStep }) => labStep?.numbers?.map(({ name }) => name) ?? [])[0];
  };
  await expect.poll(stored, { ...SOON, interval: 2000 }).toBe('spots');
  expect(pageErrors).toEqual([]);
});

it("makes a filtered copy of a capture, which names its source (after the lab's step)", async () => {
  const { page, live, pageErrors } = await atTheLiveView();
  await live.capture.click();
  const captures = async (): Promise<Capture[]> => (await system.api<{ captures: Capture[] }>('GET', '/captures')).captures;
  await expect.poll(async () => (await captures()).length, SOON).toBeGreaterThan(0);
  const [source] = await captures();
  await page.goto(`${system.url}/library/${source!.id}`);
  await page.getByTestId('filtered-copy').click();
  await page.getByTestId('filter-make').waitFor();
  await page.getByTestId('filter-make').click();
  await page.getByText('Smooth, σ').waitFor();
  const copy = (await captures()).find(({ derivedFrom }) => derivedFrom?.captureId === source!.id);
  expect(page.url()).toContain(copy!.id);
  expect(pageErrors).toEqual([]);
});
