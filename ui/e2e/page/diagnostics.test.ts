/** Diagnostics: viewers, camera links and messages, for administrators. */
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser } from '../support/browser.ts';
import { look, SIZES } from '../support/audit/screenshots.ts';
import { ADMIN, type Person } from '../support/system.ts';
import { useSystem } from '../support/use-system.ts';
import { openLiveView, visit } from '../support/visit.ts';

const browsers = useBrowser();
const system = useSystem();
let ben: Person;

beforeAll(async () => {
  ben = await system.addPerson('operator', 'Ben');
});

it('shows viewers, camera links and messages, without overflow at any size', async () => {
  const watching = await openLiveView(browsers, system, ben);
  const { page, pageErrors } = await visit(browsers, system, ADMIN, '/diagnostics');
  const row = page.getByTestId('viewer-row').filter({ hasText: 'Ben' });
  await row.waitFor();
  // The rate and the age are known after some updates.
  await expect.poll(() => row.textContent(), SOON).toMatch(/[1-9]\d*(\.\d)? fps[\s\S]*\d+ \/ \d+ ms/);
  expect(await row.textContent()).toContain('Page');
  await page.getByRole('searchbox', { name: 'Search viewers' }).fill('nobody of this name');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('searchbox', { name: 'Search viewers' }).fill('ben bench-3');
  await row.waitFor();
  const age = page.getByTestId('viewers').getByRole('columnheader').nth(4);
  await age.getByRole('button').click();
  await expect.poll(() => age.getAttribute('aria-sort'), SOON).toBe('descending');
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await look(page, 'diagnostics-viewers');
  }

  await page.getByRole('button', { name: /^Camera links/ }).click();
  const links = page.getByTestId('links');
  await expect.poll(() => links.textContent(), SOON).toMatch(/Bench 3[\s\S]*Live[\s\S]*Round trip\s*\d/);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await look(page, 'diagnostics-links');
  }

  await page.setViewportSize(SIZES[0]!);
  await page.getByRole('button', { name: 'Messages', exact: true }).click();
  const messages = page.getByTestId('messages').getByRole('listitem');
  // The hub reports the frames of every second.
  await messages.filter({ hasText: 'frame ×' }).first().waitFor();
  await watching.page.goto(`${system.url}/library`);
  await page.getByLabel('Event', { exact: true }).selectOption({ label: 'presence:update, in' });
  await messages.filter({ hasText: 'Ben' }).first().waitFor();
  await expect.poll(async () => (await messages.allTextContents()).every((text) => text.includes('presence:update')), SOON).toBe(true);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await messages.first().getByRole('button').click();
  await page.getByTestId('messages').locator('code').filter({ hasText: '"view"' }).waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const lines = (await readFile(await (await downloading).path(), 'utf8')).trimEnd().split('\n');
  expect(new Set(lines.map((line) => (JSON.parse(line) as { event: string }).event))).toEqual(new Set(['presence:update']));
  await page.getByLabel('Event', { exact: true }).selectOption({ label: 'All events' });
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await look(page, 'diagnostics-messages');
  }
  expect(pageErrors).toEqual([]);
});

it('is not offered to operators', async () => {
  const { page } = await openLiveView(browsers, system, ben);
  expect(
    await page
      .getByRole('link', { name: 'People' })
      .or(page.getByRole('link', { name: 'Diagnostics' }))
      .count(),
  ).toBe(0);
  await page.goto(`${system.url}/diagnostics`);
  await page.getByText('For administrators').waitFor();
});
