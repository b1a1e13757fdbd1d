import { setTimeout as delay } from 'node:timers/promises';
import type { Page, Worker } from 'playwright-core';
import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { signInOn, withBrowser } from '../../system/live-page.ts';
import { against, type Result } from '../../result.ts';

const MAX_MS = 1000;
const FAILURES = 3;
const WITHIN_MS = 30_000;
/** A connection may cause four key frames, and another one every three seconds. The start of the stream uses some. */
const SETTLING_MS = 13_000;
const POLL_MS = 100;
/** The hub chooses a lower tier after two failures within ten seconds. */
const PAUSE_MS = 11_000;

/** Runs in the worker of the page. Its clock measures from the failure, when the page asks for a key frame. */
const BREAKABLE = `(() => {
  const Native = globalThis.VideoDecoder;
  const decoders = (globalThis.decoders = { pictures: 0, breakNext: false, keyMs: [], tookMs: [] });
  let failedAtMs;
  let waitsForKey = false;
  globalThis.VideoDecoder = class extends Native {
    #fail;
    constructor({ output, error }) {
      super({
        error,
        output: (picture) => {
          decoders.pictures += 1;
          if (failedAtMs !== undefined) decoders.tookMs.push(performance.now() - failedAtMs);
          failedAtMs = undefined;
          output(picture);
        },
      });
      this.#fail = error;
    }
    decode(chunk) {
      if (!decoders.breakNext) {
        if (waitsForKey) decoders.keyMs.push(performance.now() - failedAtMs);
        waitsForKey = false;
        return super.decode(chunk);
      }
      decoders.breakNext = false;
      waitsForKey = true;
      failedAtMs = performance.now();
      this.close();
      queueMicrotask(() => this.#fail(new DOMException('The measurement breaks this decoder', 'EncodingError')));
    }
  };
})()`;

/** The real camera service with the simulator, the hub and the real page, which shows video. Nothing is pinned to a core. */
export const recovery: Row = {
  name: 'recovery',
  about: 'a decoder in headless Chromium fails: time to the next picture, simulator at 1280×1024 and 30 fps',
  run: (bench: Bench): Promise<Result[]> =>
    withBrowser(bench, { cameraId: 'recovery' }, async ({ browser, hub }) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await signInOn(page, hub, WITHIN_MS);
      const worker = await decodingWorker(page);
      await worker.evaluate(BREAKABLE);
      await page.getByTestId('picture-menu').click();
      await page.getByRole('menuitem', { name: 'Economical (video)' }).click();
      await until(async () => (await read(worker, 'pictures')) > 0, 'no video was shown');
      await delay(SETTLING_MS);
      for (let failure = 1; failure <= FAILURES; failure += 1) {
        await delay(PAUSE_MS);
        await worker.evaluate('void (globalThis.decoders.breakNext = true)');
        await until(async () => (await read(worker, 'tookMs.length')) >= failure, 'no picture came after a failure');
      }
      const [keyMs, tookMs] = await worker.evaluate<[number[], number[]]>('[globalThis.decoders.keyMs, globalThis.decoders.tookMs]');
      bench.say(`decoder failure to key frame: ${list(keyMs)} ms; to next picture: ${list(tookMs)} ms`);
      return [
        against('recovery: decoder failure to next picture, p50', median(tookMs), 'ms', { atMost: MAX_MS }),
        against(`… longest of ${FAILURES}`, Math.max(...tookMs), 'ms', { atMost: MAX_MS }),
      ];
    }),
};

const list = (times: readonly number[]): string => times.map((ms) => ms.toFixed(0)).join(', ');

async function decodingWorker(page: Page): Promise<Worker> {
  let found: Worker | undefined;
  await until(() => {
    found = page.workers().find((worker) => worker.url().includes('stream.worker'));
    return Promise.resolve(found !== undefined);
  }, 'the page had no worker');
  if (!found) throw new Error('the page has no worker');
  return found;
}

function read(worker: Worker, field: string): Promise<number> {
  return worker.evaluate<number>(`globalThis.decoders.${field}`);
}

async function until(reached: () => Promise<boolean>, failure: string): Promise<void> {
  for (const deadline = performance.now() + WITHIN_MS; performance.now() < deadline;) {
    if (await reached()) return;
    await delay(POLL_MS);
  }
  throw new Error(`${failure} within ${WITHIN_MS} ms`);
}
