/** A recorded session of the real page, played to the real page by a server that knows only the recording. */
import { join } from 'node:path';
import { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import { readRecording } from '@eyepiece/harness/recording/file/reader';
import { Recorder } from '@eyepiece/harness/recording/record/recorder';
import { ReplayServer } from '@eyepiece/harness/recording/replay/server/replay-server';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const PICTURES = 20;
const browsers = useBrowser();
const system = useSystem();

/** Signs in on a new page, and waits until it is live. */
async function visit(url: string): Promise<{ page: Page; live: LivePage }> {
  const { page } = await browsers.open();
  const live = new LivePage(page);
  await live.signIn(url, ADMIN);
  await live.untilLive(true);
  return { page, live };
}

/** Signs in and watches through a relay until the recording has enough pictures. */
async function recordVisit(file: string): Promise<void> {
  const recorder = await Recorder.create({ file });
  const relay = await FaultProxy.start({ target: system.url, tap: recorder });
  try {
    const { page } = await visit(relay.url);
    await expect.poll(() => recorder.counts.pictures, SOON).toBeGreaterThanOrEqual(PICTURES);
    await page.close();
  } finally {
    await relay.close();
    await recorder.close();
  }
}

it('satisfies the page: it signs in, connects and shows the recorded pictures', async () => {
  const file = join(system.folder, 'visit.mcap');
  await recordVisit(file);
  const server = await ReplayServer.start({ recording: await readRecording(file), loop: true });
  try {
    const { page, live } = await visit(server.url);
    const shown = new Set<number>();
    const look = async (): Promise<number> => shown.add(await live.seq()).size;
    await expect.poll(look, SOON).toBeGreaterThanOrEqual(4);
    await page.getByTestId('status-pill').getByText(/^LIVE/).waitFor();
    await page.close();
  } finally {
    await server.close();
  }
});
