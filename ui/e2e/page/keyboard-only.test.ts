/** A person without a mouse does a whole round of work. `docs/reference/keyboard.md` has the number of keys; this test keeps it true. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { baseName } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';

const DOCS = fileURLToPath(new URL('../../../docs/reference/keyboard.md', import.meta.url));
const browsers = useBrowser();
const system = useSystem();

/** Counts the keys of each step. */
class Keyboard {
  readonly counts: Record<string, number> = {};
  readonly #page: Page;
  #step = '';

  constructor(page: Page) {
    this.#page = page;
  }

  step(name: string): void {
    this.#step = name;
    this.counts[name] = 0;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key);
      this.counts[this.#step] = (this.counts[this.#step] ?? 0) + 1;
    }
  }

  async type(text: string): Promise<void> {
    await this.press(...text.split(''));
  }
}

it('signs in, takes control, sets the exposure, measures, captures, finds the capture and exports it', async () => {
  const { page, pageErrors } = await browsers.open();
  const live = new LivePage(page);
  const keys = new Keyboard(page);
  const selected = (text: string | RegExp) => page.locator('[data-testid=palette-item][data-selected]').filter({ hasText: text });

  keys.step('Sign in');
  await page.goto(system.url);
  await page.locator('[data-testid=email]:focus').waitFor();
  await page.keyboard.type(ADMIN.email);
  await keys.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await keys.press('Enter');
  await live.untilLive(true);

  keys.step('Take control');
  await page.getByTestId('control-act').waitFor();
  await keys.press('t');
  await page.getByTestId('control-holder').getByText('You').waitFor();

  keys.step('Set the exposure');
  await keys.press('Control+k');
  await page.getByTestId('palette').waitFor();
  await keys.type('exp 12');
  await selected('Set exposure to 12').waitFor();
  await keys.press('Enter');
  await live.expectExposure(12);

  keys.step('Measure');
  await keys.press('m');
  await page.locator('[data-testid=measure-keys]:focus').waitFor();
  await keys.press('ArrowLeft', 'ArrowLeft', 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter');
  await expect.poll(() => page.getByTestId('measurement').first().textContent(), SOON).toMatch(/^\s*[\d.]+ (px|µm)/);
  await keys.press('Escape');
  await page.getByTestId('measure-keys').waitFor({ state: 'detached' });

  keys.step('Capture');
  await expect.poll(() => live.capture.isEnabled(), SOON).toBe(true);
  await keys.press('c');
  await expect.poll(() => live.strip.count(), SOON).toBe(1);

  keys.step('Find the capture');
  await keys.press('Control+k');
  await page.getByTestId('palette').waitFor();
  await keys.type('newest');
  await selected(/\.(jpg|tif|png)/).waitFor();
  await keys.press('Enter');
  await page.getByTestId('detail-download').waitFor();

  keys.step('Export it');
  const [download] = await Promise.all([page.waitForEvent('download'), keys.press('d')]);
  expect((await system.captures()).map(({ name }) => baseName(name))).toEqual([download.suggestedFilename()]);
  expect((await readFile(await download.path())).length).toBeGreaterThan(1000);

  const documented = await readFile(DOCS, 'utf8');
  const rows = [...documented.matchAll(/^\| ([A-Z][^|]*?) +\| +(\d+) +\|/gm)].map(([, name, count]) => [name, Number(count)]);
  expect(Object.fromEntries(rows)).toEqual(keys.counts);
  expect(pageErrors).toEqual([]);
});
