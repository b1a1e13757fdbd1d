/**
 * What the tools of one viewer cost the browser: peaking, false colours and each filter, while live pictures arrive. The pictures come from
 * a synthetic camera, so that the figures are those of the page; then some of it again beside the camera service with its simulator,
 * which needs most of a core itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { against, informative, type Result } from '../../result.ts';
import { signInOn, withBrowser, type PageBench } from '../../system/live-page.ts';
import { longest, longTasksSince, recordLongTasks } from '../../system/long-tasks.ts';

const LIMITS = { taskMs: 50, fps: 29 };
const LIVE_WITHIN_MS = 60_000;
/** After the first picture the page loads its panel; after a choice the pipeline finds its size. */
const SETTLED_MS = 8000;
const SAMPLE_MS = 500;
const WINDOW = { viewport: { width: 1440, height: 900 } };
const CARD = '[data-testid=display-card]';

type Choose = (page: Page) => Promise<void>;
const peaking: Choose = (page) => page.getByTestId('display-peaking').check();
const falseColor: Choose = (page) => page.locator(`${CARD} input[value=viridis]`).check();
const filter =
  (name: string): Choose =>
  async (page) =>
    void (await page.getByTestId('display-add').selectOption(name));
const all =
  (...choices: readonly Choose[]): Choose =>
  async (page) => {
    for (const choose of choices) await choose(page);
  };

const TOOLS: readonly (readonly [name: string, choose: Choose])[] = [
  ['peaking', peaking],
  ['false colour', falseColor],
  ...['smooth', 'sharpen', 'edges', 'background', 'threshold', 'channels'].map((name) => [name, filter(name)] as const),
];
const TOGETHER = all(peaking, falseColor, filter('smooth'), filter('background'));

interface Measured {
  readonly fps: number;
  /** Processor time of all processes of the browser, ms per second. */
  readonly cpuMs: number;
  readonly longestMs: number;
  /** "· computed at 1/2 of the size" where the browser cannot keep up. */
  readonly chip: string;
}

export const tools: Row = {
  name: 'tools',
  about: 'the page shows live pictures with peaking, false colours and filters; frame rate, processor time and long tasks of each',
  run: async (bench) => [
    ...(await withBrowser(bench, { cameraId: 'tools', isSynthetic: true }, async (started) => {
      const { page, processes } = await openCard(started);
      const plain = await measure(bench, page, processes, 'plain');
      const results = [informative(`plain picture: processor time of the browser (${plain.fps.toFixed(1)} fps)`, plain.cpuMs, 'ms/s')];
      for (const [name, choose] of TOOLS) {
        const { cpuMs, fps } = await chosen(bench, page, processes, name, choose);
        results.push(informative(`${name}: more processor time (${fps.toFixed(1)} fps)`, cpuMs - plain.cpuMs, 'ms/s'));
      }
      const together = await chosen(bench, page, processes, 'together', TOGETHER);
      return [...results, ...limits('', together, plain)];
    })),
    ...(await withBrowser(bench, { cameraId: 'tools' }, async (started) => {
      const { page, processes } = await openCard(started);
      const plain = await measure(bench, page, processes, 'plain, with the simulator');
      const together = await chosen(bench, page, processes, 'together, with the simulator', TOGETHER);
      return [
        informative('with the simulator on the same cores: plain picture', plain.fps, 'fps'),
        ...limits('with the simulator: ', together, plain),
      ];
    })),
  ],
};

async function openCard({ browser, hub }: PageBench): Promise<{ page: Page; processes: CDPSession }> {
  const page = await browser.newPage(WINDOW);
  const processes = await browser.newBrowserCDPSession();
  await page.addInitScript(recordLongTasks);
  await signInOn(page, hub, LIVE_WITHIN_MS);
  await page.getByTestId('display').click();
  await page.locator(CARD).waitFor();
  return { page, processes };
}

function limits(where: string, together: Measured, plain: Measured): Result[] {
  return [
    against(`${where}peaking, false colour and two filters: frame rate`, together.fps, 'fps', { atLeast: LIMITS.fps }),
    informative('… more processor time', together.cpuMs - plain.cpuMs, 'ms/s'),
    against('… longest task of the main thread', together.longestMs, 'ms', { atMost: LIMITS.taskMs }),
  ];
}

async function chosen(bench: Bench, page: Page, processes: CDPSession, name: string, choose: Choose): Promise<Measured> {
  await choose(page);
  const measured = await measure(bench, page, processes, name);
  await page.locator(CARD).getByRole('button', { name: 'Plain picture' }).click();
  return measured;
}

async function measure(bench: Bench, page: Page, processes: CDPSession, name: string): Promise<Measured> {
  await sleep(SETTLED_MS);
  const fromMs = await page.evaluate(() => performance.now());
  const cpuBefore = await cpuSeconds(processes);
  const rates: number[] = [];
  for (let sample = 0; sample < (bench.pace.seconds * 1000) / SAMPLE_MS; sample++) {
    await sleep(SAMPLE_MS);
    rates.push(Number(await page.locator('[data-testid=stat-fps] b').textContent()));
  }
  const cpuMs = (1000 * ((await cpuSeconds(processes)) - cpuBefore)) / bench.pace.seconds;
  const longestMs = longest((await longTasksSince(page, fromMs)).tasks);
  const chip = (await page.getByTestId('display-chip').allTextContents()).join('').trim();
  const measured = { fps: median(rates), cpuMs, longestMs, chip };
  bench.say(`${name}: ${measured.fps.toFixed(1)} fps, ${cpuMs.toFixed(0)} ms/s, longest task ${longestMs.toFixed(0)} ms ${chip}`);
  return measured;
}

async function cpuSeconds(processes: CDPSession): Promise<number> {
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
