/** The page in German: numbers, the choice of the language, the command palette. */
import type { CameraState } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const GERMAN_BROWSER = { locale: 'de-DE' } as const;
const browsers = useBrowser();
const system = useSystem();
beforeAll(() => system.api('POST', '/cameras/bench-3/captures', { label: 'Drüse' }));

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
