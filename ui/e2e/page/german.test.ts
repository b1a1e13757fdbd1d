/** The page in German: every view, no English text left, nothing outside the window; numbers; the choice of the language. */
import type { CameraState, Capture, CaptureSession } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { GERMAN } from '../../src/languages/german/german.ts';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { look } from '../support/audit/screenshots.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
];
const GERMAN_BROWSER = { locale: 'de-DE' } as const;
/** Texts whose translation differs, without those that are filled in. */
const ENGLISH = Object.entries(GERMAN).flatMap(([english, german]) => (english === german || english.includes('{0}') ? [] : [english]));
const browsers = useBrowser();
const system = useSystem();
let captures: Capture[];
let session: CaptureSession;

beforeAll(async () => {
  session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: 'Gewebeschnitte 12', tags: ['Darm'] });
  for (const label of ['Drüse', 'Rand']) await system.api('POST', '/cameras/bench-3/captures', { label, tags: ['Probe'] });
  captures = await system.captures();
  await system.api('POST', `/sessions/${session.id}/notes`, { text: 'Drüse **dichter**' });
});

const VIEWS = (): [path: string, ready: (page: Page) => Promise<unknown>][] => [
  ['/', (page) => new LivePage(page).untilLive(true)],
  ['/wall', (page) => page.getByText('Bench 3').first().waitFor()],
  ['/library', (page) => page.getByTestId('library-item').first().waitFor()],
  [`/library/${captures[0]!.id}`, (page) => page.getByTestId('detail-label').waitFor()],
  [`/compare?ids=${captures[0]!.id},${captures[1]!.id}`, (page) => page.getByRole('img').first().waitFor()],
  ['/trash', (page) => page.getByRole('heading', { name: 'Papierkorb', exact: true }).waitFor()],
  ['/sessions', (page) => page.getByTestId('session-row').waitFor()],
  [`/sessions/${session.id}`, (page) => page.getByRole('article').waitFor()],
  ['/storage', (page) => page.getByTestId('free-space').waitFor()],
  ['/diagnostics', (page) => page.getByTestId('diagnostics-brief').waitFor()],
  ['/users', (page) => page.getByText(ADMIN.email).waitFor()],
  ['/trust', (page) => page.getByRole('heading', { level: 1 }).first().waitFor()],
  ['/account', (page) => page.getByRole('heading', { name: 'Sprache' }).waitFor()],
];

/** The English texts that the page shows, in text and in attributes. */
function englishTexts(page: Page): Promise<string[]> {
  return page.evaluate((english) => {
    const known = new Set(english);
    const shown: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (texts.currentNode.parentElement?.closest('script, style') === null) shown.push(texts.currentNode.textContent ?? '');
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
      for (const name of ['title', 'aria-label', 'placeholder']) shown.push(element.getAttribute(name) ?? '');
    }
    return [...new Set(shown.map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => known.has(text));
  }, ENGLISH);
}

it('shows every view in German, without overflow', async () => {
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/', GERMAN_BROWSER);
  const left: Record<string, string[]> = {};
  for (const [path, ready] of VIEWS()) {
    await page.setViewportSize(SIZES[0]!);
    await page.goto(system.url + path);
    await ready(page);
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await look(page, `german${path.replaceAll(/[^a-z]+/g, '-').slice(0, 12)}`);
    }
    left[path] = await englishTexts(page);
  }
  expect(Object.fromEntries(Object.entries(left).filter(([, texts]) => texts.length > 0))).toEqual({});
  expect(pageErrors).toEqual([]);
});

it('writes and reads numbers with a comma, and names the limits', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/', GERMAN_BROWSER);
  await new LivePage(page).untilLive(true);
  const exposure = page.getByTestId('control-exposure');
  await exposure.fill('12,5');
  await exposure.press('Enter');
  const actual = async (): Promise<number> => (await system.api<CameraState>('GET', '/cameras/bench-3')).settings.exposure;
  await expect.poll(actual, SOON).toBeCloseTo(12.5, 1);
  await expect.poll(() => exposure.inputValue(), SOON).toBe('12,500');
  await exposure.fill('9000');
  await exposure.press('Enter');
  await page.getByText('Belichtung 9000 ms liegt über dem Höchstwert der Kamera von 2000 ms').first().waitFor();
});

it('keeps the chosen language, and loads no German text where English is shown', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/account', GERMAN_BROWSER);
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Language' }).waitFor();
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
  await page.goto(`${system.url}/library`);
  await page.getByTestId('library-item').first().waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(scripts.filter((path) => path.includes('/german-'))).toEqual([]);
  await page.goto(`${system.url}/account`);
  await page.getByRole('radio', { name: 'As the browser' }).click();
  await page.getByRole('heading', { name: 'Sprache' }).waitFor();
});

it('finds names of both languages in the command palette', async () => {
  for (const options of [GERMAN_BROWSER, {}]) {
    const { page } = await visit(browsers, system, ADMIN, '/', options);
    await new LivePage(page).untilLive(true);
    for (const query of ['kamerawand', 'camera wall']) {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette').waitFor();
      await page.keyboard.type(query);
      const name = 'locale' in options ? 'Kamerawand' : 'Camera wall';
      await page.locator('[data-testid=palette-item][data-selected]').filter({ hasText: name }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('palette').waitFor({ state: 'detached' });
    }
  }
});

it('is in English when the German texts cannot be loaded', async () => {
  const { page } = await openLiveView(browsers, system, ADMIN);
  await page.evaluate(() => localStorage.setItem('eyepiece.language', 'de'));
  await page.route('**/assets/german-*.js', (route) => route.fulfill({ status: 404, body: 'Not Found' }));
  await page.goto(`${system.url}/account`);
  await page.getByRole('heading', { name: 'Language' }).waitFor();
});
