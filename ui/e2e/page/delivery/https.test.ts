/** The HTTPS port of the hub itself, and the page that explains how to trust it. */
import { X509Certificate } from 'node:crypto';
import type { Trust } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { OTHER_HOST, SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { look, SIZES } from '../../support/audit/screenshots.ts';
import { ADMIN } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';

const browsers = useBrowser();
const system = useSystem({ hub: { TLS: 'on', TLS_PORT: '0', TLS_NAMES: OTHER_HOST }, camera: { CAMERA_VIDEO: 'on' } });
let plainUrl: string;
let secureUrl: string;

beforeAll(async () => {
  const { httpsPort } = await system.api<Trust>('GET', '/trust');
  plainUrl = `http://${OTHER_HOST}:${new URL(system.url).port}/`;
  secureUrl = `https://${OTHER_HOST}:${String(httpsPort)}/`;
});

describe('the page about trust', () => {
  it.each(SIZES)('$width × $height: leads from a plain sign-in to the secure address, without overflow', async (viewport) => {
    const { page, pageErrors } = await browsers.open({ viewport });
    await page.goto(plainUrl);
    await page.getByTestId('https-hint').waitFor();
    await look(page, 'sign-in-plain');
    await page.getByRole('link', { name: 'Use HTTPS' }).click();
    const fingerprint = await page.getByTestId('trust-fingerprint').innerText();
    const href = await page.getByTestId('trust-download').getAttribute('href');
    const file = await page.request.get(new URL(href ?? '', system.url).href);
    expect(file.headers()['content-type']).toBe('application/x-x509-ca-cert');
    expect(new X509Certificate(await file.text()).fingerprint256).toBe(fingerprint);
    expect(await page.getByTestId('trust-open').innerText()).toBe(secureUrl);
    await look(page, 'trust');
    await page.getByTestId('trust-ios').locator('summary').click();
    await page.getByText('Certificate Trust Settings').waitFor();
    await look(page, 'trust-ios');
    const widths = await page.evaluate(() => ({ page: innerWidth, content: document.querySelector('main')?.scrollWidth }));
    expect(widths.content).toBeLessThanOrEqual(widths.page);
    expect(pageErrors).toEqual([]);
  });

  it('says when there is nothing to do', async () => {
    const { page } = await browsers.open({ ignoreHTTPSErrors: true });
    await page.goto(`${secureUrl}trust`);
    await page.getByTestId('trust-encrypted').waitFor();
    expect(await page.getByTestId('trust-open').count()).toBe(0);
  });
});

describe('the workstation over HTTPS', () => {
  it('is a secure context with live pictures, and signs in beside a plain page of the same host', async () => {
    const { page, context, pageErrors } = await browsers.open({ ignoreHTTPSErrors: true });
    const live = new LivePage(page);
    await live.signIn(secureUrl, ADMIN);
    await live.expectAdvancing();
    expect(await page.evaluate(() => ({ secure: isSecureContext, decoder: 'VideoDecoder' in globalThis }))).toEqual({
      secure: true,
      decoder: true,
    });
    const plain = await context.newPage();
    const other = new LivePage(plain);
    await other.signIn(plainUrl, ADMIN);
    await other.expectAdvancing();
    await plain.getByTestId('picture-menu').click();
    expect(await plain.getByRole('menuitem', { name: 'Open over HTTPS' }).getAttribute('href')).toBe(secureUrl);
    await plain.getByRole('menuitem', { name: 'How to use HTTPS' }).click();
    await plain.getByTestId('trust-open').waitFor();
    await page.reload();
    await expect.poll(() => live.contrastOnScreen(), SOON).toBeGreaterThan(4);
    const sessions = (await context.cookies([secureUrl, plainUrl])).filter(({ name }) => name.endsWith('eyepiece_session'));
    expect(sessions.map(({ name, secure }) => [name, secure]).sort()).toEqual([
      ['__Secure-eyepiece_session', true],
      ['eyepiece_session', false],
    ]);
    expect(pageErrors).toEqual([]);
  });
});
