/** The manual that the hub publishes: opened from the page, searched, and with diagrams, without any other host. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { store } from '../support/audit/screenshots.ts';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN, System } from '../support/system.ts';
import { visit } from '../support/visit.ts';

/** `npm test` and `npm start` build it. */
const MANUAL_DIR = fileURLToPath(new URL('../../../manual/dist', import.meta.url));
const browsers = useBrowser();
let system: System;
beforeAll(async () => void (system = await System.start({ MANUAL_DIR })));
afterAll(() => system.close());

it('opens in a tab of its own from the help, and leads back to the page', async () => {
  const { page, context, hosts, pageErrors } = await visit(browsers, system, ADMIN);
  await page.locator('footer').getByRole('link', { name: 'manual' }).waitFor();
  await page.keyboard.press('?');
  const opened = context.waitForEvent('page');
  await page.getByRole('dialog').getByRole('link', { name: 'Open the manual' }).click();
  const manual = await opened;
  await manual.getByRole('heading', { level: 1 }).first().waitFor();
  expect(manual.url()).toBe(`${system.url}/manual/`);
  await manual.getByRole('link', { name: 'Open Eyepiece' }).first().click();
  await manual.locator('footer').getByRole('link', { name: 'manual' }).waitFor();
  expect(pageErrors).toEqual([]);
  expect([...hosts]).toEqual([new URL(system.url).host]);
});

it.each(['dark', 'light'] as const)(
  'in the %s theme, without a sign-in: draws a diagram, and finds a page by a search',
  async (colorScheme) => {
    const { page, pageErrors, hosts } = await browsers.open({ colorScheme });
    await page.goto(`${system.url}/manual/explanation/control`);
    const diagram = page.getByRole('img', { name: 'Diagram' }).first();
    await expect.poll(() => diagram.locator('svg').textContent(), SOON).toMatch(/Free[^]*Held|Held[^]*Free/);
    const { width, height } = (await diagram.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThan(100);
    const brightness = (property: 'color' | 'background-color'): Promise<number> =>
      page.evaluate((name) => {
        const [red = 0, green = 0, blue = 0] = (
          getComputedStyle(document.body)
            .getPropertyValue(name)
            .match(/[\d.]+/g) ?? []
        ).map(Number);
        return (red + green + blue) / 3;
      }, property);
    const [letters, ground] = [await brightness('color'), await brightness('background-color')];
    expect(colorScheme === 'dark' ? letters - ground : ground - letters).toBeGreaterThan(128);
    await store(page, `manual-diagram-${colorScheme}`);

    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('.VPLocalSearchBox input').fill('kiosk');
    const found = page.locator('.VPLocalSearchBox .result[href*="how-to/kiosk"]').first();
    await found.waitFor();
    await store(page, `manual-search-${colorScheme}`);
    await found.click();
    await page.getByRole('heading', { level: 1, name: 'Show a camera on a display' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/manual/how-to/kiosk');

    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${system.url}/manual/explanation/control`);
    await diagram.locator('svg').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(pageErrors).toEqual([]);
    expect([...hosts]).toEqual([new URL(system.url).host]);
  },
);
