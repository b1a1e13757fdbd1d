/**
 * No control of the live view moves while a notice comes or goes. The notices are found in the source: a component with a
 * new one fails the test until a case shows it.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JSHandle, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { controlPlaces, movedControls } from '../support/audit/control-places.ts';
import { HubMessages } from '../support/audit/hub-messages.ts';
import { LivePage } from '../support/live-page.ts';
import { CASES, normal, ofControl, SHOWN_BY_OTHERS, type Stage } from '../support/audit/notice-cases.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
const NOTICE = /role="(?:alert|status)"|<Chip\b|<PictureBanner\b|<BlockedNote\b/;
/** What has a notice and is not part of the live view itself: other views, and what the user opens over the page. */
const ELSEWHERE =
  /^(?:views\/|components\/(?:diagnostics|storage|palette|trust|captures\/(?:compare|detail|filter|grid)|people|shared\/overlays)\/|components\/captures\/(?:CaptureFields|DownloadDialog)|components\/sessions\/(?:EditableText|ExportButton|log\/(?:NoteEditor|SessionLogList))|components\/stream\/status\/LogDialog|components\/picture\/optics\/(?:Objective|Calibration)|components\/control\/jobs\/(?:JobSetup|SetupRow))/;

const browsers = useBrowser();
const system = useSystem();
beforeAll(async () => {
  await system.api('POST', '/sessions', { cameraId: 'bench-3', title: 'Tissue sections, slide 12' });
  await system.api('POST', '/cameras/bench-3/captures', { label: 'Gland' });
});

async function noticeComponents(): Promise<string[]> {
  const files = await readdir(join(SOURCE, 'components'), { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files) {
    if (!file.name.endsWith('.svelte')) continue;
    const path = join(file.parentPath, file.name);
    const name = relative(SOURCE, path);
    if (!ELSEWHERE.test(name) && NOTICE.test(await readFile(path, 'utf8'))) found.push(name);
  }
  return found.toSorted();
}

it('has a case for every component of the live view that shows a notice', async () => {
  const shown = [...CASES.flatMap(({ shows }) => shows), ...Object.keys(SHOWN_BY_OTHERS)];
  const found = await noticeComponents();
  expect(found.filter((name) => !shown.includes(name))).toEqual([]);
  expect(shown.filter((name) => !found.includes(name))).toEqual([]);
});

it.each([
  { width: 1440, height: 900, isPhone: false },
  { width: 1152, height: 720, isPhone: false },
  { width: 390, height: 844, isPhone: true },
  { width: 844, height: 390, isPhone: true },
])('$width × $height: no control moves while a notice comes or goes', async ({ isPhone, ...viewport }) => {
  const { page, context } = await browsers.open({ viewport, hasTouch: isPhone });
  await context.addCookies([await system.cookieOf(ADMIN)]);
  const hub = await HubMessages.between(page);
  await page.goto(system.url);
  await new LivePage(page).untilLive(true);
  if (!isPhone) {
    await page.getByTestId('session-log').waitFor();
    for (const section of ['corrections', 'device']) await page.locator(`[data-testid=section-${section}] h2 button`).click();
    await page.locator('.controls').evaluate((controls) => (controls.scrollTop = 0));
  }
  const stage: Stage = { page, hub, ...(await hub.hold()) };
  normal(stage);
  ofControl(stage, { holder: null, request: null });
  await settled(page);
  const moved: Record<string, string[]> = {};
  for (const { name, come, there, go, inPanel } of CASES) {
    if (isPhone && inPanel) continue;
    const before = await controlPlaces(page);
    await come(stage);
    await page.locator(there).first().waitFor();
    const came = await movedControls(page, before);
    await go?.(stage);
    if (go)
      await page
        .locator(there)
        .first()
        .waitFor({ state: name === 'a wrong value' ? 'detached' : 'hidden' });
    const gone = await movedControls(page, before);
    if (came.length + gone.length > 0) moved[name] = [...came, ...gone.map((line) => `afterwards: ${line}`)];
  }
  expect(moved).toEqual({});
});

/** Waits until the controls stay where they are, because data and the font arrive after the first picture. */
async function settled(page: Page): Promise<void> {
  const hasFont = (): Promise<boolean> => page.evaluate(() => [...document.fonts].some(({ status }) => status === 'loaded'));
  await expect.poll(hasFont, SOON).toBe(true);
  let before: JSHandle | undefined;
  await expect
    .poll(async () => {
      const places = before as Awaited<ReturnType<typeof controlPlaces>> | undefined;
      before = await controlPlaces(page);
      return places === undefined ? ['first'] : movedControls(page, places);
    }, SOON)
    .toEqual([]);
}
