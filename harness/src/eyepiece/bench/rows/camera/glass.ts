import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { percentile } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { signInOn, withBrowser } from '../../system/live-page.ts';
import { against, informative, type Result } from '../../result.ts';

const MAX_MS = { p50: 60, p95: 100 };
const SECONDS = { settling: 5, min: 10 };
const LIVE_WITHIN_MS = 30_000;

/** Row 5: the real camera service with the simulator, the hub and the real page. Nothing is pinned to a core. */
export const glass: Row = {
  name: 'glass',
  about: 'capture to drawn in headless Chromium, simulator at 1280×1024 and 30 fps',
  run: (bench: Bench): Promise<Result[]> =>
    withBrowser(bench, { cameraId: 'glass' }, async ({ browser, hub }) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await signInOn(page, hub, LIVE_WITHIN_MS);
      await delay(SECONDS.settling * 1000);
      const ages = await sampleAges(page, Math.max(SECONDS.min, bench.pace.seconds * bench.pace.rounds));
      const fps = await figure(page, 'stat-fps');
      bench.say(`${ages.length} samples, p50 ${percentile(ages, 0.5)} ms, p95 ${percentile(ages, 0.95)} ms, ${fps} fps`);
      return [
        against('5 capture to drawn in Chromium, p50', percentile(ages, 0.5), 'ms', { atMost: MAX_MS.p50 }),
        against('5 … p95', percentile(ages, 0.95), 'ms', { atMost: MAX_MS.p95 }),
        informative('5 … frames drawn per second', fps, 'fps'),
      ];
    }),
};

/** The page updates its values four times a second. Each is the mean of about seven frames, from capture to drawn. */
const SAMPLE_MS = 250;

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
