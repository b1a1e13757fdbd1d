/**
 * Visits every view and state in both themes: axe finds no violation of any level, text on pictures is readable, every
 * control can be reached at each size, and names of 80 characters cut nothing off. SCREENSHOTS_DIR=folder stores a
 * screenshot of each for inspection.
 */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { violations } from '../support/audit/axe.ts';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { layoutFaults } from '../support/audit/page-audit.ts';
import { STORES_SCREENSHOTS, store } from '../support/audit/screenshots.ts';
import { enter, fill, leave, LONG_CAMERA, LONG_NAME, states, type Content, type State } from '../support/audit/states.ts';
import { ADMIN } from '../support/system.ts';
import { faintTexts } from '../support/audit/text-contrast.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

type Size = Readonly<Record<'width' | 'height', number>>;
/** The first size is the one in which the page opens. 1152 × 720 is 1440 × 900 at 125 %. */
const DESK: readonly Size[] = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 1152, height: 720 },
];
const PHONE: readonly Size[] = [
  { width: 390, height: 844 },
  { width: 844, height: 390 },
];
const browsers = useBrowser();
const system = useSystem({ hub: { TLS: 'on', TLS_PORT: '0' }, camera: { CAMERA_NAME: LONG_CAMERA } });
let content: Content;
beforeAll(async () => void (content = await fill(system)));

/** Faults by state. */
type Found = Record<string, string[]>;
/** Longer than the slowest machine needs for all states. */
const TIMEOUT_MS = 1_200_000;
/** Data may still arrive. After the first fault the test has failed, and does not wait for long. */
const patienceMs = (found: Found, faults: readonly string[]): number =>
  Object.keys(found).length === 0 && faults.length === 0 ? 60_000 : 1500;

async function inTheme(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`:root[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
}

/** Checks what the page shows at each size. The page is afterwards as before. */
async function check(
  page: Page,
  { name, pictures }: Pick<State, 'name' | 'pictures'>,
  sizes: readonly Size[],
  found: Found,
): Promise<void> {
  const faults = await violations(page);
  for (const size of sizes) {
    await page.setViewportSize(size);
    await store(page, `${name}-dark`);
    const layout = await layoutFaults(page, patienceMs(found, faults));
    faults.push(...layout.map((fault) => `${size.width} × ${size.height}: ${fault}`));
  }
  await page.setViewportSize(sizes[0]!);
  await inTheme(page, 'light');
  faults.push(...(await violations(page, 'colours')).map((line) => `light: ${line}`));
  if (pictures) faults.push(...(await faintTexts(page)));
  if (STORES_SCREENSHOTS) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      await store(page, `${name}-light`);
    }
    await page.setViewportSize(sizes[0]!);
  }
  await inTheme(page, 'dark');
  if (faults.length === 0) return;
  found[name] = faults;
  // A test that is ended by its deadline reports nothing else.
  process.stderr.write(`${name}:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
}

it.each([
  { device: 'desk', sizes: DESK, hasTouch: false },
  { device: 'phone', sizes: PHONE, hasTouch: true },
] as const)(
  '$device: no state has a violation, a faint text or a control out of reach',
  async ({ device, sizes, hasTouch }) => {
    const { page, pageErrors, hosts } = await visit(browsers, system, ADMIN, '/', { viewport: sizes[0]!, hasTouch });
    const found: Found = {};
    for (const state of states(content)) {
      if (state.only !== undefined && state.only !== device) continue;
      await enter(page, system.url, state);
      await check(page, state, sizes, found);
      await leave(page, state);
    }
    expect(found).toEqual({});
    expect(pageErrors).toEqual([]);
    expect([...hosts]).toEqual([new URL(system.url).host]);
  },
  TIMEOUT_MS,
);

it.each([DESK, PHONE])(
  '%j: neither has the sign-in, nor a page of a guest',
  async (...sizes) => {
    const found: Found = {};
    const { page: entry } = await browsers.open({ viewport: sizes[0]! });
    await entry.goto(system.url);
    await entry.getByTestId('email').waitFor();
    await check(entry, { name: 'sign-in' }, sizes, found);
    const { page } = await browsers.open({ viewport: sizes[0]! });
    await page.goto(`${system.url}/guest`);
    await page.locator('main h2').waitFor();
    await check(page, { name: 'guest-broken-link' }, sizes, found);
    await page.goto(content.share.url);
    await page.getByTestId('guest-name').fill(LONG_NAME);
    await check(page, { name: 'guest-entry' }, sizes, found);
    await page.getByTestId('guest-enter').click();
    await new LivePage(page).untilLive(true);
    await expect.poll(() => page.getByTestId('session-capture').count(), SOON).toBe(content.captures.length);
    await check(page, { name: 'guest', pictures: true }, sizes, found);
    await page.goto(`${system.url}/users`);
    await page.locator('main button').waitFor();
    await check(page, { name: 'guest-elsewhere' }, sizes, found);
    expect(found).toEqual({});
  },
  TIMEOUT_MS,
);

it(
  'nor has a camera that is not live',
  async () => {
    const found: Found = {};
    const { page } = await visit(browsers, system, ADMIN, '/', { viewport: DESK[0]! });
    await new LivePage(page).untilLive(true);
    await page.getByTestId('section-camera').waitFor();
    await page.getByTestId('control-gain').fill('9999');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').first().waitFor();
    await check(page, { name: 'wrong-value' }, DESK, found);
    await page.keyboard.press('Escape');
    await system.camera('bench-3').stop();
    await page.getByTestId('fault-banner').waitFor();
    await check(page, { name: 'not-live', pictures: true }, [...DESK, ...PHONE], found);
    await page.getByTestId('show-log').click();
    await page.getByTestId('log-tails').waitFor();
    await check(page, { name: 'not-live-log' }, DESK, found);
    await page.goto(`${system.url}/wall`);
    await page.locator('[data-testid=wall-tile] .fault').waitFor();
    await check(page, { name: 'wall-not-live', pictures: true }, [...DESK, ...PHONE], found);
    expect(found).toEqual({});
  },
  TIMEOUT_MS,
);
