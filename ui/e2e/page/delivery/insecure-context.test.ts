/** Plain http from another machine: no secure context, so the browser interfaces that need one are missing. */
import { networkInterfaces } from 'node:os';
import { baseName } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { ADMIN } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';

const address = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
if (address === undefined) process.stderr.write('insecure-context: skipped, this machine has no address but loopback\n');

describe.skipIf(address === undefined)('plain http from an address that is not loopback', () => {
  const browsers = useBrowser();
  const system = useSystem({ hub: { HUB_HOST: '0.0.0.0' } });
  let url: string;

  beforeAll(() => {
    url = `http://${address ?? ''}:${new URL(system.url).port}/`;
  });

  it('signs in, shows live pictures, changes a setting, captures', async () => {
    const { page, pageErrors } = await browsers.open();
    const live = new LivePage(page);
    await live.signIn(url, ADMIN);
    expect(await page.evaluate(() => ({ secure: isSecureContext, decoder: 'ImageDecoder' in globalThis }))).toEqual({
      secure: false,
      decoder: false,
    });
    await live.expectAdvancing();
    await expect.poll(() => live.contrastOnScreen(), SOON).toBeGreaterThan(4);
    await live.setExposure('10');
    await live.snap();
    await expect.poll(() => live.strip.count(), SOON).toBe(1);
    await live.strip.first().click();
    await page.waitForURL('**/library/*');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('detail-download').click()]);
    expect(download.suggestedFilename()).toBe(baseName((await system.captures())[0]?.name ?? ''));
    expect(pageErrors).toEqual([]);
  });
});
