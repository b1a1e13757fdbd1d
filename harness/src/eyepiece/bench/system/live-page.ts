/** The real page in headless Chromium, in front of a new hub with a simulated camera. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '@eyepiece/host/programs/chromium';
import { CHROMIUM_FLAGS } from '../../../system/chromium-flags.ts';
import { UI_DIR } from '../../../system/programs.ts';
import { cameraCommand, ServiceProcess } from '../../../system/processes/service-process.ts';
import type { Bench } from '../bench.ts';
import type { HubUnderTest } from './hub-under-test.ts';

export interface PageBench {
  readonly browser: Browser;
  readonly hub: HubUnderTest;
}

/** @param captures synthetic captures in the library */
export async function withBrowser<T>(
  bench: Bench,
  { cameraId, captures = 0 }: { cameraId: string; captures?: number },
  run: (started: PageBench) => Promise<T>,
): Promise<T> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium was found: install it or set CHROMIUM_PATH');
  if (!existsSync(join(UI_DIR, 'index.html'))) throw new Error('the user interface is not built yet: npm start builds it');
  const hub = await bench.freshHub({ captures });
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
  const camera = await ServiceProcess.start(
    cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: cameraId, CAMERA_DATA_DIR: folder }),
  );
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    return await run({ browser, hub });
  } finally {
    await browser.close();
    await camera.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Signs in and waits until the page is live. */
export async function signInOn(page: Page, hub: HubUnderTest, liveWithinMs: number): Promise<void> {
  await page.goto(hub.url);
  await page.getByTestId('email').fill(hub.admin.email);
  await page.getByTestId('password').fill(hub.admin.password);
  await page.getByTestId('sign-in').click();
  await page.locator('[data-testid=viewport][data-live=true]').waitFor({ timeout: liveWithinMs });
}
