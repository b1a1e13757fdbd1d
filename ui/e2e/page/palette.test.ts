/** The command palette finds and runs everything by name; keys work for guests too; Tab reaches Capture first. */
import type { Capture, CaptureSession, CreatedShare } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { lookAtAllSizes } from '../support/audit/screenshots.ts';
import { expectNotice } from '../support/seen.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();
let session: CaptureSession;
let vera: Person;

beforeAll(async () => {
  vera = await system.addPerson('viewer', 'Vera');
  session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: 'Slide 12' });
  await system.api<Capture>('POST', '/cameras/bench-3/captures', { label: 'Goblet cells', tags: ['tissue'] });
});

/** Opens the palette, types a query, and waits until the first entry is this one. */
async function find(page: Page, query: string, first: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').waitFor();
  await page.keyboard.type(query);
  await page.locator('[data-testid=palette-item][data-selected]').filter({ hasText: first }).waitFor();
}

it('sets a setting, names its limits, and opens views, captures and people', async () => {
  const { page: other } = await visit(browsers, system, vera);
  await new LivePage(other).untilLive(true);
  const { page, live, pageErrors } = await openLiveView(browsers, system, ADMIN);
  await find(page, 'exposure 12 ms', 'Set exposure to 12.000 ms');
  await lookAtAllSizes(page, 'palette-setting');
  await page.keyboard.press('Enter');
  await live.expectExposure(12);
  await expectNotice(page, 'Exposure: 12.000 ms');

  await find(page, 'exp 9 s', /above the camera's 2000 ms; it takes 0\.02 to 2000 ms/);
  await page.keyboard.press('Enter');
  await page.getByTestId('palette').getByRole('status').filter({ hasText: "Exposure 9000 ms is above the camera's 2000 ms" }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').waitFor({ state: 'detached' });
  await live.expectExposure(12);

  await find(page, 'measure', 'Measure');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Measure' }).waitFor();

  await find(page, 'goblet', 'Goblet cells');
  await page.keyboard.press('Enter');
  await page.getByTestId('detail-label').waitFor();
  await find(page, 'library', 'Library');
  await page.keyboard.press('Enter');
  await page.getByTestId('library-item').first().waitFor();
  await find(page, 'vera', /^Vera/);
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('person'), SOON).not.toBeNull();
  expect(pageErrors).toEqual([]);
});

it('keeps what is typed while it loads, also from the shortcuts of the page; Escape takes it back', async () => {
  const { page, context, pageErrors } = await browsers.open();
  await context.addCookies([await system.cookieOf(ADMIN)]);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/assets/CommandPalette-*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(system.url);
  await new LivePage(page).untilLive(true);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('m');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('measure');
  const tools = page.getByRole('group', { name: 'Measure' });
  expect(await tools.count()).toBe(0);
  release();
  const field = page.locator('[data-testid=palette] input:focus');
  await field.waitFor();
  expect([await field.inputValue(), await tools.count()]).toEqual(['measure', 0]);
  await page.locator('[data-testid=palette-item][data-selected]').filter({ hasText: 'Measure' }).waitFor();
  await page.keyboard.press('Enter');
  await tools.waitFor();
  expect(pageErrors).toEqual([]);
});

it('says why an entry cannot be run', async () => {
  const { page, live } = await openLiveView(browsers, system, vera);
  await find(page, 'exposure 12 ms', /Your role \(viewer\) cannot change camera settings/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await expectNotice(page, 'Your role (viewer) cannot capture; it needs contributor or above.');
  await page.keyboard.press(' ');
  await expect.poll(() => live.viewport.getAttribute('data-status'), SOON).toBe('frozen');
});

it('offers a guest the keys of the picture, and no settings', async () => {
  const { url } = await system.api<CreatedShare>('POST', '/shares', { kind: 'session', sessionId: session.id });
  const { page } = await browsers.open();
  await page.goto(url);
  await page.getByTestId('guest-name').fill('Dr. Weber');
  await page.getByRole('button', { name: 'Join' }).click();
  const live = new LivePage(page);
  await live.untilLive(true);
  await page.keyboard.press('g');
  await page.getByTestId('guides').waitFor();
  await page.keyboard.press('m');
  await page.getByRole('group', { name: 'Measure' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await find(page, 'session', 'Session');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('exposure 20 ms');
  await page.getByText('Nothing is called “exposure 20 ms”.').waitFor();
});

it('reaches Capture with the second Tab, and skips to the content', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('capture');
  await page.getByRole('button', { name: 'Freeze (Space)' }).focus();
  await page.keyboard.press('ArrowUp');
  const name = (): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(await name()).toBe('More tools');
  await page.keyboard.press('Tab');
  expect((await name()) ?? '').not.toMatch(/\((?:Space|M|A|P|G.*|O)\)$/);
  const { page: other } = await visit(browsers, system, ADMIN, '/library');
  await other.getByTestId('library-item').first().waitFor();
  await other.keyboard.press('Tab');
  await other.keyboard.press('Enter');
  expect(await other.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
});
