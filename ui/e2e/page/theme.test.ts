/** The choice of the theme. */
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { ADMIN } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();

it('shows the chosen theme before any script of the page has run, and follows the system otherwise', async () => {
  const { page } = await visit(browsers, system, ADMIN, '/account');
  const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme']);
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(theme, SOON).toBe('light');
  const light = await ground();
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload({ waitUntil: 'domcontentloaded' });
  expect([await theme(), await ground()]).toEqual(['light', light]);
  await page.unroute('**/assets/*.js');
  await page.reload();
  await page.getByRole('radio', { name: 'As the system' }).click();
  await expect.poll(theme, SOON).toBe('dark');
  await expect.poll(ground, SOON).not.toBe(light);
});
