/** The main thread of the real page while it shows live pictures: tasks that are long enough to be felt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Row } from '../../bench.ts';
import { against, informative } from '../../result.ts';
import { signInOn, withBrowser } from '../../system/live-page.ts';

const LIMIT_MS = 50;
const LIVE_WITHIN_MS = 60_000;
/** After the first picture the page loads its panel, its notices and its font. */
const SETTLED_MS = 5000;
const WINDOW = { viewport: { width: 1440, height: 900 } };
const SHOWN_CAUSES = 5;

interface LongTask {
  readonly startMs: number;
  readonly durationMs: number;
}

interface Cause {
  readonly what: string;
  readonly durationMs: number;
}

interface Recorded {
  readonly tasks: LongTask[];
  readonly causes: (Cause & { readonly startMs: number })[];
}

/** A script of a long animation frame. */
interface FrameScript {
  readonly startTime: number;
  readonly duration: number;
  readonly invoker: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
}

interface BrowserEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly scripts?: readonly FrameScript[];
}

/** Of the browser: Node's observer knows other kinds of entries. */
type BrowserObserver = new (callback: (list: { getEntries(): readonly BrowserEntry[] }) => void) => {
  observe(options: { readonly type: string; readonly buffered: boolean }): void;
};

/** Runs in the page before its own scripts. */
function record(): void {
  const recorded: Recorded = { tasks: [], causes: [] };
  const page = globalThis as unknown as { recorded: Recorded; PerformanceObserver: BrowserObserver };
  page.recorded = recorded;
  new page.PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) recorded.tasks.push({ startMs: startTime, durationMs: duration });
  }).observe({ type: 'longtask', buffered: true });
  new page.PerformanceObserver((list) => {
    for (const { scripts = [] } of list.getEntries()) {
      for (const { startTime, duration, invoker, sourceURL, sourceFunctionName } of scripts) {
        const file = sourceURL.split('/').at(-1) ?? '';
        recorded.causes.push({ startMs: startTime, durationMs: duration, what: `${invoker} ${file} ${sourceFunctionName}`.trim() });
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

async function since(page: Page, fromMs: number): Promise<Recorded> {
  const recorded = await page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded);
  const later = <T extends { startMs: number }>(entries: readonly T[]): T[] => entries.filter(({ startMs }) => startMs >= fromMs);
  return { tasks: later(recorded.tasks), causes: later(recorded.causes) };
}

const longest = (tasks: readonly LongTask[]): number => Math.max(0, ...tasks.map(({ durationMs }) => durationMs));

export const page: Row = {
  name: 'page',
  about: 'the page shows live pictures of a simulated camera; tasks of its main thread above 50 ms',
  run: (bench) =>
    withBrowser(bench, { cameraId: 'page' }, async ({ browser, hub }) => {
      const shown = await browser.newPage(WINDOW);
      await shown.addInitScript(record);
      await signInOn(shown, hub, LIVE_WITHIN_MS);
      const load = await since(shown, 0);
      await sleep(SETTLED_MS);
      const fromMs = await shown.evaluate(() => performance.now());
      await sleep(bench.pace.seconds * 1000);
      const live = await since(shown, fromMs);
      for (const { what, durationMs } of live.causes.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, SHOWN_CAUSES))
        bench.say(`${durationMs.toFixed(0)} ms ${what}`);
      return [
        against(`longest task in ${bench.pace.seconds} s of live pictures`, longest(live.tasks), 'ms', { atMost: LIMIT_MS }),
        informative('tasks above 50 ms in that time', live.tasks.length, ''),
        informative('longest task until the page is live', longest(load.tasks), 'ms'),
      ];
    }),
};
