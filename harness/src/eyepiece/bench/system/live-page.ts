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

export interface PageBenchOptions {
  readonly cameraId: string;
  /** Synthetic captures in the library. */
  readonly captures?: number;
  /** A camera that repeats one picture at 30 fps, instead of the camera service with its simulator: it leaves both cores to the page. */
  readonly isSynthetic?: boolean;
}

const SYNTHETIC = { fps: 30, width: 1280, height: 1024, frameBytes: 120_000 };

export async function withBrowser<T>(
  bench: Bench,
  { cameraId, captures = 0, isSynthetic = false }: PageBenchOptions,
  run: (started: PageBench) => Promise<T>,
): Promise<T> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium was found: install it or set CHROMIUM_PATH');
  if (!existsSync(join(UI_DIR, 'index.html'))) throw new Error('the user interface is not built yet: npm start builds it');
  const hub = await bench.freshHub({ captures });
  const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
  const camera = isSynthetic
    ? undefined
    : await ServiceProcess.start(
        cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: cameraId, CAMERA_DATA_DIR: folder }),
      );
  if (isSynthetic) await bench.camera.call('connect', { hubUrl: hub.url, token: hub.cameraToken, cameraId, ...SYNTHETIC });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    return await run({ browser, hub });
  } finally {
    await browser.close();
    await camera?.stop();
    if (isSynthetic) await bench.camera.call('close', undefined);
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
