import type { Browser, BrowserContextOptions } from 'playwright-core';
import { percentile } from '../../../../figures/statistics.ts';
import { openLink, type LinkShape } from '../../../../proxy/link.ts';
import type { Bench, Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { signInOn, withBrowser } from '../../system/live-page.ts';
import { against, informative, type Result } from '../../result.ts';

const LIVE_WITHIN_MS = 60_000;
/** More captures than the strip below the picture shows. */
const CAPTURES = 30;
const ROUNDS_MIN = 3;
const SIZE = { viewport: { width: 1440, height: 900 } };

/** The page, its files and the pictures share the rate. */
const LINKS = [
  { name: '1.6 Mbit/s, 150 ms', shape: { bitsPerSecond: 1.6e6, shared: true, roundTripMs: 150 }, atMostMs: 5000 },
  { name: '10 Mbit/s, 40 ms', shape: { bitsPerSecond: 10e6, shared: true, roundTripMs: 40 }, atMostMs: 1500 },
] as const;

interface Opened {
  readonly firstPictureMs: number;
  readonly bytes: number;
}

/** Time from opening the page to the first live picture, for a signed-in user with an empty cache. */
export const firstPicture: Row = {
  name: 'first-picture',
  about: 'opening the page to the first picture in headless Chromium, over slow links, with an empty cache',
  run: (bench: Bench): Promise<Result[]> =>
    withBrowser(bench, { cameraId: 'first', captures: CAPTURES }, async ({ browser, hub }) => {
      const signedIn = await signIn(browser, hub);
      const results: Result[] = [];
      for (const link of LINKS) {
        const opened = await overLink(hub, link.shape, async (url) => {
          const rounds: Opened[] = [];
          while (rounds.length < Math.max(ROUNDS_MIN, bench.pace.rounds)) rounds.push(await open(browser, url, signedIn));
          return rounds;
        });
        const times = opened.map(({ firstPictureMs }) => firstPictureMs);
        bench.say(`${link.name}: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
        const name = `14 first picture over ${link.name}, median`;
        results.push(against(name, percentile(times, 0.5), 'ms', { atMost: link.atMostMs }));
        const kilobytes = opened.map(({ bytes }) => bytes / 1000);
        results.push(informative('14 … received until then', percentile(kilobytes, 0.5), 'kB'));
      }
      return results;
    }),
};

type SignedIn = NonNullable<BrowserContextOptions['storageState']>;

async function signIn(browser: Browser, hub: HubUnderTest): Promise<SignedIn> {
  const context = await browser.newContext(SIZE);
  try {
    await signInOn(await context.newPage(), hub, LIVE_WITHIN_MS);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

async function overLink<T>(hub: HubUnderTest, shape: LinkShape, run: (url: string) => Promise<T>): Promise<T> {
  const link = await openLink(hub.url, shape);
  try {
    return await run(link.url);
  } finally {
    await link.close();
  }
}

async function open(browser: Browser, url: string, storageState: SignedIn): Promise<Opened> {
  const context = await browser.newContext({ ...SIZE, storageState });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    devtools.on('Network.webSocketFrameReceived', ({ response }) => (bytes += response.payloadData.length));
    const startedAt = performance.now();
    await page.goto(url, { waitUntil: 'commit', timeout: LIVE_WITHIN_MS });
    await page.locator('[data-testid=viewport][data-live=true]').waitFor({ timeout: LIVE_WITHIN_MS });
    return { firstPictureMs: performance.now() - startedAt, bytes };
  } finally {
    await context.close();
  }
}
