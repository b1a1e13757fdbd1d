/** The panel of the live view: rows in sight, the height of the session log, what each person has closed, and long names. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { LivePage } from '../support/live-page.ts';
import { look } from '../support/audit/screenshots.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { visit } from '../support/visit.ts';

const LONG = 'Serial sections of the ascending colon with an uncommonly long title, slide 12 of 40';
const browsers = useBrowser();
const system = useSystem();
let ben: Person;

beforeAll(async () => {
  ben = await system.addPerson('operator', 'Ben');
  const { id } = await system.api<{ id: string }>('POST', '/sessions', { cameraId: 'bench-3', title: LONG });
  for (let note = 1; note <= 12; note += 1)
    await system.api('POST', `/sessions/${id}/notes`, { text: `Note ${note}: the gland looks denser` });
});

async function openPanel(page: Page): Promise<void> {
  await new LivePage(page).untilLive(true);
  await page.getByTestId('section-camera').waitFor();
  await page.getByTestId('session-log').getByText('Note 12').waitFor();
}

/** The part of the panel's height that the session has. */
function share(page: Page): Promise<number> {
  return page.locator('.camera-panel').evaluate((panel) => {
    const session = panel.querySelector('[data-testid=section-session]')!.parentElement!;
    return session.getBoundingClientRect().height / panel.getBoundingClientRect().height;
  });
}

/** Rows of the camera's settings that are wholly in sight. */
function rowsInSight(page: Page): Promise<number> {
  return page.locator('.camera-panel').evaluate((panel) => {
    const bottom = panel.querySelector('[data-testid=section-session]')!.parentElement!.getBoundingClientRect().top;
    const rows = [...panel.querySelectorAll('[data-testid=section-camera] .row')];
    return rows.filter((row) => row.getBoundingClientRect().bottom <= bottom + 1).length;
  });
}

it.each([
  { width: 1440, height: 900, deviceScaleFactor: 1 },
  // 1440 × 900 at 125 %
  { width: 1152, height: 720, deviceScaleFactor: 1.25 },
])(
  '$width × $height: six rows are in sight, the log has at most a third, and the title shortens first',
  async ({ width, height, deviceScaleFactor }) => {
    const { page } = await visit(browsers, system, ADMIN, '/', { viewport: { width, height }, deviceScaleFactor });
    await openPanel(page);
    expect(await rowsInSight(page)).toBeGreaterThanOrEqual(6);
    expect(await share(page)).toBeLessThanOrEqual(0.34);
    const cut = (selector: string): Promise<boolean> => page.locator(selector).evaluate((one) => one.scrollWidth > one.clientWidth);
    expect(await cut('header h1')).toBe(false);
    expect(await cut('[data-testid=session-title]')).toBe(true);
    await look(page, 'panel');
  },
);

it('moves the edge of the log by keyboard and pointer, and keeps it for this person only', async () => {
  const { page, context } = await visit(browsers, system, ADMIN);
  await openPanel(page);
  const edge = page.getByRole('separator', { name: 'Height of the session log' });
  await edge.focus();
  await page.keyboard.press('End');
  await expect.poll(() => share(page), SOON).toBeCloseTo(1 / 3, 2);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => share(page), SOON).toBeLessThan(0.325);
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y - 400, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => share(page), SOON).toBeCloseTo(1 / 3, 2);
  await page.getByTestId('section-camera').getByRole('button', { name: 'Camera' }).click();
  await page.reload();
  await openPanel(page);
  expect(await share(page)).toBeCloseTo(1 / 3, 2);
  expect(await page.getByTestId('control-exposure').count()).toBe(0);

  await context.clearCookies();
  await context.addCookies([await system.cookieOf(ben)]);
  await page.goto(system.url);
  await openPanel(page);
  expect(await share(page)).toBeLessThan(0.3);
  await page.getByTestId('control-exposure').waitFor();
});
