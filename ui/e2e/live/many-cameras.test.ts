/**
 * Three cameras of one `npm start` on the camera wall: all live; one service is stopped and recovers.
 * SCREENSHOTS_DIR=folder stores screenshots for inspection.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page, WebSocket } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { expectFocusVisible } from '../support/audit/page-audit.ts';
import { look } from '../support/audit/screenshots.ts';
import { recordTexts } from '../support/seen.ts';
import { ADMIN } from '../support/system.ts';

const CAMERAS = ['left', 'right', 'slides'] as const;
type CameraId = (typeof CAMERAS)[number];
const SLIDE = { width: 640, height: 480, background: { r: 20, g: 200, b: 60 } };
/** Brightness difference between two places of a specimen; the noise of one place is far below. */
const LEAST_DIFFERENCE = 8;
const browsers = useBrowser();
let folder: string;
let start: LauncherProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-many-'));
  const slides = join(folder, 'slides');
  await mkdir(slides);
  for (const name of ['a.png', 'b.png']) await sharp({ create: { ...SLIDE, channels: 3 } }).toFile(join(slides, name));
  start = new LauncherProcess(join(folder, 'data'), {
    CAMERAS: 'simulated:left,simulated:right,replay:slides',
    CAMERA_LEFT_NAME: 'Bench, left',
    CAMERA_SLIDES_REPLAY_SOURCE: slides,
    CAMERA_SLIDES_REPLAY_FPS: '20',
    SIMULATOR_FPS: '20',
    EYEPIECE_ADMIN_EMAIL: ADMIN.email,
    EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
  });
  url = await start.url();
});

afterAll(async () => {
  await start.end('SIGTERM');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const tileOf = (page: Page, camera: CameraId): Locator => page.locator(`[data-testid=wall-tile][data-camera=${camera}]`);
const seqOf = async (page: Page, camera: CameraId): Promise<number> => Number(await tileOf(page, camera).getAttribute('data-seq'));

async function untilLive(page: Page, camera: CameraId): Promise<void> {
  await page.locator(`[data-testid=wall-tile][data-camera=${camera}][data-live=true]`).waitFor();
  const before = await seqOf(page, camera);
  await expect.poll(() => seqOf(page, camera), { ...SOON, message: `newer pictures of ${camera}` }).not.toBe(before);
}

async function openWall(page: Page): Promise<void> {
  await new LivePage(page).signIn(url, ADMIN);
  await page.getByTestId('viewport').waitFor();
  await page.getByRole('link', { name: 'Camera wall' }).click();
  for (const camera of CAMERAS) await untilLive(page, camera);
}

/** The canvas of a tile, without overlays. */
async function pictureOf(page: Page, camera: CameraId): Promise<Buffer> {
  const dataUrl = await tileOf(page, camera)
    .locator('canvas')
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL('image/png'));
  return Buffer.from(dataUrl.split(',')[1] ?? '', 'base64');
}

async function difference(one: Buffer, other: Buffer): Promise<number> {
  const small = (picture: Buffer): Promise<Buffer> => sharp(picture).greyscale().resize(32, 32, { fit: 'fill' }).raw().toBuffer();
  const [a, b] = await Promise.all([small(one), small(other)]);
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

/** The texts of a tile from now on that report a lost service: the service is back soon. */
async function recordLosses(page: Page, camera: CameraId): Promise<() => Promise<string[]>> {
  const texts = await recordTexts(page, `[data-testid=wall-tile][data-camera=${camera}]`);
  return async () => (await texts()).filter((text) => text.includes('Camera service down'));
}

it('shows all cameras live, each with its own picture, scaled down and over one connection', async () => {
  const { page, pageErrors } = await browsers.open();
  const connections = new Set<WebSocket>();
  await new LivePage(page).signIn(url, ADMIN);
  await page.locator('[data-testid=viewport][data-live=true]').waitFor();
  page.on('websocket', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await page.getByRole('link', { name: 'Camera wall' }).click();
  for (const camera of CAMERAS) await untilLive(page, camera);
  await expect.poll(() => connections.size, SOON).toBe(1);
  await expect.poll(() => page.getByTestId('wall-count').textContent(), SOON).toBe('3 of 3 live');
  await expect.poll(() => page.getByTestId('wall-tile').locator('b').first().textContent(), SOON).toBe('Bench, left');

  const contrast = async (): Promise<number> => difference(await pictureOf(page, 'left'), await pictureOf(page, 'right'));
  await expect.poll(contrast, SOON).toBeGreaterThan(LEAST_DIFFERENCE);
  const slideColor = async (): Promise<number[]> =>
    (await sharp(await pictureOf(page, 'slides')).stats()).channels.slice(0, 3).map(({ mean }) => Math.round(mean / 10));
  await expect.poll(slideColor, SOON).toEqual([2, 20, 6]);
  for (const camera of CAMERAS) {
    const tile = tileOf(page, camera);
    const { width } = (await tile.boundingBox())!;
    const pictureWidth = (): Promise<number> => tile.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).width);
    await expect.poll(pictureWidth, SOON).toBeLessThanOrEqual(width * 1.25 + 160);
    await expect.poll(() => tile.getByTestId('tile-age').textContent(), SOON).toMatch(/age \d+ ms/);
    // The wall asks for 15 of 20 fps. A late frame can make one measurement higher.
    await expect.poll(async () => Number.parseFloat((await tile.getByTestId('tile-fps').textContent()) ?? ''), SOON).toBeLessThan(16.5);
  }
  await look(page, 'wall');
  await page.setViewportSize({ width: 1024, height: 768 });
  await look(page, 'wall');
  await page.setViewportSize({ width: 390, height: 844 });
  await untilLive(page, 'left');
  await look(page, 'wall');
  expect(pageErrors).toEqual([]);
});

it('captures with all cameras or a group of them, shows the pictures together, and copies settings', async () => {
  const { page, pageErrors } = await browsers.open();
  await openWall(page);
  await page.keyboard.press('c');
  const result = page.getByTestId('shot-result');
  await expect.poll(() => result.textContent(), SOON).toMatch(/3 of 3 captured · exposures began within [\d.]+ ms ± [\d.]+ ms/);
  await look(page, 'wall-captured');
  await result.getByRole('link', { name: 'Show in the library' }).click();
  await expect.poll(() => page.getByTestId('library-item').count(), SOON).toBe(3);
  await expect.poll(() => page.getByText('pictures of several cameras').count(), SOON).toBe(1);
  await page.goBack();

  await page.getByTestId('select-cameras').click();
  for (const name of ['Bench, left', 'right']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  await expect.poll(() => page.getByTestId('pool-count').textContent(), SOON).toContain('2 of 3 selected');
  await page.getByTestId('groups').click();
  await page.getByLabel('Name of the group').fill('Pair');
  await look(page, 'wall-groups');
  await page.getByRole('button', { name: 'Save the selection' }).click();
  await expect.poll(() => page.getByTestId('groups').textContent(), SOON).toContain('Pair');
  await page.keyboard.press('Escape');
  await page.getByTestId('capture-all').click();
  await expect.poll(() => result.textContent(), SOON).toContain('2 of 2 captured');

  await page.getByTestId('copy-settings').click();
  await look(page, 'wall-copy');
  await page.getByTestId('copy-settings-submit').click();
  await expect.poll(() => page.getByTestId('copy-results').textContent(), SOON).toMatch(/Right\s*\d+ applied, \d+ skipped/);
  await look(page, 'wall-copied');
  for (const [width, height] of [
    [1024, 768],
    [844, 390],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await look(page, 'wall-copied');
    expect((await page.getByTestId('pool-count').boundingBox())!.height, `one line at ${width} × ${height}`).toBeLessThan(24);
  }
  await page.getByRole('button', { name: 'Close' }).last().click();
  await look(page, 'wall-selecting');
  expect(pageErrors).toEqual([]);
});

it('shows a stopped camera service while the others continue, and its recovery', async () => {
  const { page } = await browsers.open();
  await openWall(page);
  await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''));
  const [left, right, slides] = await Promise.all(CAMERAS.map((camera) => recordLosses(page, camera)));
  process.kill(start.pidOfCamera('left'), 'SIGKILL');
  await expect.poll(left!, SOON).toContainEqual(expect.stringMatching(/last frame \d\d:\d\d:\d\d, \d+ s ago.*—.*NOT LIVE/));
  await look(page, 'wall-one-lost');

  await start.waitForOutput(/left is back/);
  await untilLive(page, 'left');
  await expect.poll(() => tileOf(page, 'left').getByText('Camera service down').count(), SOON).toBe(0);
  for (const camera of ['right', 'slides'] as const) await untilLive(page, camera);
  expect([await right!(), await slides!()]).toEqual([[], []]);
  expect(await page.locator('html[data-same-document]').count()).toBe(1);
});

it('opens the camera of a tile by mouse and by keyboard', async () => {
  const { page } = await browsers.open();
  const live = new LivePage(page);
  await openWall(page);
  await tileOf(page, 'slides').click();
  await live.expectAdvancing();
  expect(new URL(page.url()).pathname).toBe('/live/slides');
  await page.getByRole('link', { name: 'Camera wall' }).click();
  await untilLive(page, 'right');
  await expectFocusVisible(page, 6);
  await tileOf(page, 'right').focus();
  await page.keyboard.press('Enter');
  await live.expectAdvancing();
  expect(new URL(page.url()).pathname).toBe('/live/right');
  await page.getByRole('button', { name: /Right/ }).click();
  await expect.poll(() => page.getByRole('menuitem').allTextContents(), SOON).toHaveLength(CAMERAS.length);
  await page.getByRole('menuitem', { name: /Bench, left/ }).click();
  await live.expectAdvancing();
});
