/** Looking back: two people at one camera; one steps through past pictures and keeps one of them and a clip. */
import { expect, it } from 'vitest';
import { SOON, useBrowser } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { lookAtAllSizes } from '../../support/audit/screenshots.ts';
import { useSystem } from '../../support/use-system.ts';
import { visit } from '../../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();

it('shows past pictures to one person while another one stays live, and keeps one and a clip', async () => {
  const ana = await system.addPerson('operator', 'Ana');
  const ben = await system.addPerson('viewer', 'Ben');
  const [{ page }, other] = [await visit(browsers, system, ana), await visit(browsers, system, ben)];
  const [live, beside] = [new LivePage(page), new LivePage(other.page)];
  await live.expectAdvancing();
  await beside.expectAdvancing();

  await page.keyboard.press('w');
  const picture = page.getByTestId('past-picture');
  await picture.waitFor(SOON);
  const slider = page.getByTestId('rewind').getByRole('slider');
  const at = async (): Promise<number> => Number(await slider.inputValue());
  const first = await at();
  const newest = await picture.getAttribute('src');
  await page.keyboard.press(',');
  await expect.poll(() => picture.getAttribute('src'), SOON).not.toBe(newest);
  await page.keyboard.press('.');
  await expect.poll(() => picture.getAttribute('src'), SOON).toBe(newest);
  await slider.fill('1');
  await expect.poll(() => picture.getAttribute('src'), SOON).not.toBe(newest);
  expect(first).toBeGreaterThan(await at());
  await lookAtAllSizes(page, 'rewind');
  await beside.expectAdvancing();

  await page.keyboard.press('x');
  await expect.poll(() => live.strip.count(), SOON).toBe(1);
  await page.getByTestId('rewind-clip').click();
  await expect.poll(() => live.strip.count(), SOON).toBe(2);
  const kept = (await system.captures()).map(({ format, fromLive }) => `${format} ${fromLive === undefined ? '' : 'from the live view'}`);
  expect(kept.toSorted()).toEqual(['jpg from the live view', 'mp4 from the live view']);

  await page.keyboard.press('Escape');
  await picture.waitFor({ ...SOON, state: 'detached' });
  await live.expectAdvancing();
});
