/** Video where something is in the way: an insecure page, a narrow link, a decoder that fails. */
import { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import { freePort } from '@eyepiece/host/free-port';
import { expect, it, onTestFinished } from 'vitest';
import { OTHER_HOST, SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { lookAtAllSizes } from '../../support/audit/screenshots.ts';
import { ADMIN, BRISK } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';
import { VideoPage } from '../../support/video-page.ts';
import { openLiveView } from '../../support/visit.ts';

/** Less than JPEG frames of full size need, more than video does. */
const NARROW = '600kbit';
/**
 * As many frames as most cameras send in a second. Frames are counted instead of time, so that a slow machine is no
 * fault; `npm run bench -- recovery` measures the time.
 */
const SECOND_OF_FRAMES = 30;
/** The hub measures a link for a while before it sends more. */
const RECOVERED_MS = 240_000;

const browsers = useBrowser();
const httpsPort = await freePort();
const system = useSystem({ hub: { TLS: 'on', TLS_PORT: String(httpsPort) }, camera: { SIMULATOR_FPS: BRISK, CAMERA_VIDEO: 'on' } });

it('shows JPEG on an insecure page, and says in the menu why', async () => {
  const { page, pageErrors } = await browsers.open();
  const [live, video] = [new LivePage(page), new VideoPage(page)];
  await live.signIn(`http://${OTHER_HOST}:${new URL(system.url).port}/`, ADMIN);
  await live.expectAdvancing();
  expect(await page.evaluate(() => ({ secure: isSecureContext, decoder: 'VideoDecoder' in globalThis }))).toEqual({
    secure: false,
    decoder: false,
  });
  expect(await video.shown()).toBe('exact');
  await page.getByTestId('picture-menu').click();
  const economical = page.getByRole('menuitem', { name: 'Economical (video)' });
  await economical.getByText('Needs HTTPS').waitFor();
  expect(await economical.getAttribute('aria-disabled')).toBe('true');
  await lookAtAllSizes(page, 'live-insecure-menu');
  expect(pageErrors).toEqual([]);
});

it('shows video on the same page over HTTPS', async () => {
  // Trust in the local authority of the hub is not what this test checks.
  const { page, pageErrors } = await browsers.open({ ignoreHTTPSErrors: true });
  const [live, video] = [new LivePage(page), new VideoPage(page)];
  await live.signIn(`https://${OTHER_HOST}:${httpsPort}/`, ADMIN);
  await live.untilLive(true);
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  await video.prefer('Economical (video)');
  await video.untilShown('video');
  await live.expectAdvancing();
  expect(pageErrors).toEqual([]);
});

it('changes to video on a link that becomes narrow, and back to full JPEG frames', { timeout: 600_000 }, async () => {
  const proxy = await FaultProxy.start({ target: system.url });
  onTestFinished(() => proxy.close());
  const { page, pageErrors } = await browsers.open();
  const [live, video] = [new LivePage(page), new VideoPage(page)];
  await live.signIn(proxy.url, ADMIN);
  await live.untilLive(true);
  await video.untilShown('exact', RECOVERED_MS);
  await expect.poll(() => page.getByTestId('reduced-quality').count(), SOON).toBe(0);

  const narrow = proxy.rules.add({ name: 'narrow', fault: 'rate', direction: 'down', rate: NARROW, shared: true });
  await video.untilShown('video');
  await live.expectAdvancing();
  const status = page.getByTestId('picture-menu');
  await expect.poll(() => status.textContent(), SOON).toMatch(/^H\.264 \d.* · narrow link$/);
  await page.getByTestId('reduced-quality').getByText('Reduced quality · video').waitFor();
  await lookAtAllSizes(page, 'live-video-narrow');
  await status.click();
  await lookAtAllSizes(page, 'live-video-menu');
  await page.keyboard.press('Escape');

  proxy.rules.remove(narrow);
  await video.untilShown('exact', RECOVERED_MS);
  await expect.poll(() => status.textContent(), { ...SOON, timeout: RECOVERED_MS }).toMatch(/^JPEG \d+(\.\d)? [kM]bit\/s$/);
  await live.expectAdvancing();
  expect(pageErrors).toEqual([]);
});

it('continues with a key frame after a decoder error, and with JPEG when the decoder always fails', async () => {
  const { page, live } = await openLiveView(browsers, system, ADMIN);
  const video = new VideoPage(page);
  await video.recordDecoders();
  await video.prefer('Economical (video)');
  await video.untilShown('video');
  await live.expectAdvancing();
  const before = await video.decoders();
  await video.failDecoders('once');
  await expect.poll(async () => (await video.decoders()).recovery, SOON).toBeDefined();
  const { made, recovery } = await video.decoders();
  expect(made).toBe(before.made + 1);
  expect(recovery?.isOfFirstKey).toBe(true);
  expect(recovery?.framesToKey).toBeLessThanOrEqual(SECOND_OF_FRAMES);
  await video.untilShown('video');
  await live.expectAdvancing();

  await video.failDecoders('always');
  const status = page.getByTestId('picture-menu');
  await expect.poll(() => status.textContent(), SOON).toContain('this browser cannot decode the video');
  await video.untilShown('exact');
  await live.expectAdvancing();
  await status.click();
  await page.getByRole('menuitem', { name: 'Economical (video)' }).getByText('The decoder of this browser failed').waitFor();
  await lookAtAllSizes(page, 'live-decoder-failed-menu');
});
