/** The main thread of the real page while it shows live pictures: tasks that are long enough to be felt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../../bench.ts';
import { against, informative } from '../../result.ts';
import { signInOn, withBrowser } from '../../system/live-page.ts';
import { longest, longTasksSince, recordLongTasks } from '../../system/long-tasks.ts';

const LIMIT_MS = 50;
const LIVE_WITHIN_MS = 60_000;
/** After the first picture the page loads its panel, its notices and its font. */
const SETTLED_MS = 5000;
const WINDOW = { viewport: { width: 1440, height: 900 } };
const SHOWN_CAUSES = 5;

export const page: Row = {
  name: 'page',
  about: 'the page shows live pictures of a simulated camera; tasks of its main thread above 50 ms',
  run: (bench) =>
    withBrowser(bench, { cameraId: 'page' }, async ({ browser, hub }) => {
      const shown = await browser.newPage(WINDOW);
      await shown.addInitScript(recordLongTasks);
      await signInOn(shown, hub, LIVE_WITHIN_MS);
      const load = await longTasksSince(shown, 0);
      await sleep(SETTLED_MS);
      const fromMs = await shown.evaluate(() => performance.now());
      await sleep(bench.pace.seconds * 1000);
      const live = await longTasksSince(shown, fromMs);
      for (const { what, durationMs } of live.causes.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, SHOWN_CAUSES))
        bench.say(`${durationMs.toFixed(0)} ms ${what}`);
      return [
        against(`longest task in ${bench.pace.seconds} s of live pictures`, longest(live.tasks), 'ms', { atMost: LIMIT_MS }),
        informative('tasks above 50 ms in that time', live.tasks.length, ''),
        informative('longest task until the page is live', longest(load.tasks), 'ms'),
      ];
    }),
};
