import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '@eyepiece/host/programs/chromium';
import { CHROMIUM_FLAGS } from '../../system/chromium-flags.ts';
import { UI_DIR } from '../../system/programs.ts';
import { cameraCommand, ServiceProcess } from '../../system/service-process.ts';
import { percentile } from '../../statistics.ts';
import type { Bench, Row } from '../bench.ts';
import type { HubUnderTest } from '../hub-under-test.ts';
import { against, informative, type Result } from '../result.ts';

const P50_MAX_MS = 60;
const P95_MAX_MS = 100;
const SETTLING_S = 5;
const SECONDS_MIN = 10;
/** The page updates its values four times a second. Each is the mean of about seven frames, from capture to drawn. */
const SAMPLE_MS = 250;
const LIVE_WITHIN_MS = 30_000;
const UI = join(UI_DIR, 'index.html');

/** Row 5: the real camera service with the simulator, the hub and the real page. Nothing is pinned to a core. */
export const glass: Row = {
  name: 'glass',
  about: 'capture to drawn in headless Chromium, simulator at 1280×1024 and 30 fps',
  run: async (bench: Bench): Promise<Result[]> => {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('no Chromium was found: install it or set CHROMIUM_PATH');
    if (!existsSync(UI)) throw new Error('the user interface is not built yet: npm start builds it');
    const hub = await bench.freshHub();
    const folder = await mkdtemp(join(tmpdir(), 'eyepiece-bench-camera-'));
    const camera = await ServiceProcess.start(
      cameraCommand({ HUB_URL: hub.url, CAMERA_TOKEN: hub.cameraToken, CAMERA_ID: 'glass', CAMERA_DATA_DIR: folder }),
    );
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await openLive(page, hub);
      const ages = await sampleAges(page, Math.max(SECONDS_MIN, bench.pace.seconds * bench.pace.rounds));
      const fps = await figure(page, 'stat-fps');
      bench.say(`${ages.length} samples, p50 ${percentile(ages, 0.5)} ms, p95 ${percentile(ages, 0.95)} ms, ${fps} fps`);
      return [
        against('5 capture to drawn in Chromium, p50', percentile(ages, 0.5), 'ms', { atMost: P50_MAX_MS }),
        against('5 … p95', percentile(ages, 0.95), 'ms', { atMost: P95_MAX_MS }),
        informative('5 … frames drawn per second', fps, 'fps'),
      ];
    } finally {
      await browser.close();
      await camera.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function openLive(page: Page, hub: HubUnderTest): Promise<void> {
  await page.goto(hub.url);
  await page.getByTestId('email').fill(hub.admin.email);
  await page.getByTestId('password').fill(hub.admin.password);
  await page.getByTestId('sign-in').click();
  await page.locator('[data-testid=viewport][data-live=true]').waitFor({ timeout: LIVE_WITHIN_MS });
  await delay(SETTLING_S * 1000);
}

async function sampleAges(page: Page, seconds: number): Promise<number[]> {
  const ages: number[] = [];
  const untilMs = performance.now() + seconds * 1000;
  while (performance.now() < untilMs) {
    ages.push(await figure(page, 'stat-age'));
    await delay(SAMPLE_MS);
  }
  return ages;
}

/** The number in bold. NaN while the page is not live, so that the row is missed. */
async function figure(page: Page, testId: string): Promise<number> {
  return Number(await page.getByTestId(testId).locator('b').innerText());
}
